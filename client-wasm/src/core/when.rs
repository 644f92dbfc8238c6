//! Times of day, each with its zone. A zone is named only if it is known: a browser that does not know
//! the venue's shows UTC and says so.

use crate::core::names::{self, Name};
use rostrum_proto::lang::{Lang, LocalText};

/// Universal time, which every browser knows.
pub const UTC: &str = "UTC";

/// The clock of the venue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Venue {
    /// IANA name.
    pub zone: String,
    /// The place whose clocks these are.
    pub place: Name,
}

/// A time and where it is that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zoned {
    /// As written for a reader.
    pub time: String,
    /// The name of the zone, or of the place.
    pub zone: Name,
}

impl Venue {
    /// The venue by the name that the meeting gives it, else by the city of its zone, which is English: `New York`
    /// for `America/New_York`.
    #[must_use]
    pub fn of(zone: &str, venue: &LocalText, lang: Lang) -> Self {
        let named = names::local(venue, lang);
        let city = zone.rsplit_once('/').filter(|(area, _)| *area != "Etc").map(|(_, city)| city);
        let place = match city {
            _ if !named.text.is_empty() => named,
            Some(city) => Name { lang: "en", text: city.replace('_', " ") },
            None => Name { lang: "", text: zone.rsplit('/').next().unwrap_or(zone).to_owned() },
        };
        Self { zone: zone.to_owned(), place }
    }

    /// The time at the venue, where `written` knows its zone; else that of UTC.
    #[must_use]
    pub fn time(&self, written: impl Fn(&str) -> Option<String>) -> Zoned {
        match written(&self.zone) {
            Some(time) => Zoned { time, zone: self.place.clone() },
            None => {
                let zone = Name { lang: "", text: UTC.into() };
                Zoned { time: written(UTC).unwrap_or_default(), zone }
            }
        }
    }

    /// The same, and then the time by the reader's own clock if that shows another.
    #[must_use]
    pub fn and_own(
        &self,
        own: Option<Venue>,
        written: impl Fn(&str) -> Option<String>,
    ) -> Vec<Zoned> {
        let here = self.time(&written);
        let own = own.and_then(|own| Some(Zoned { time: written(&own.zone)?, zone: own.place }));
        let own = own.filter(|own| own.time != here.time);
        [Some(here), own].into_iter().flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn venue(zone: &str, names: &[(Lang, &str)], lang: Lang) -> Venue {
        let names = names.iter().map(|(lang, name)| (*lang, (*name).to_owned()));
        Venue::of(zone, &LocalText(names.collect()), lang)
    }

    /// A browser that knows two zones.
    fn written(zone: &str) -> Option<String> {
        match zone {
            "America/New_York" => Some("10:00".into()),
            "Europe/Paris" => Some("16:00".into()),
            UTC => Some("14:00".into()),
            _ => None,
        }
    }

    fn said(zoned: &[Zoned]) -> Vec<(&str, &str)> {
        zoned.iter().map(|z| (z.time.as_str(), z.zone.text.as_str())).collect()
    }

    #[test]
    fn the_place_is_named_in_the_readers_language_or_by_its_city_in_english() {
        let names = [(Lang::En, "New York"), (Lang::Ru, "Нью-Йорк")];
        let of = |zone, lang| venue(zone, &names, lang).place;
        assert_eq!(of("America/New_York", Lang::Ru), Name { lang: "ru", text: "Нью-Йорк".into() });
        assert_eq!(of("America/New_York", Lang::Fr), Name { lang: "en", text: "New York".into() });
        let of = |zone| venue(zone, &[], Lang::Ar).place;
        let indiana = Name { lang: "en", text: "Knox".into() };
        assert_eq!(of("America/Indiana/Knox"), indiana);
        for (zone, name) in [("UTC", "UTC"), ("Etc/UTC", "UTC"), ("Etc/GMT+5", "GMT+5")] {
            assert_eq!(of(zone), Name { lang: "", text: name.into() });
        }
    }

    #[test]
    fn a_zone_that_the_browser_does_not_know_is_not_named() {
        let known = venue("America/New_York", &[], Lang::En);
        let unknown = venue("America/Atlantis", &[(Lang::En, "Atlantis")], Lang::En);
        assert_eq!(said(&[known.time(written)]), [("10:00", "New York")]);
        assert_eq!(said(&[unknown.time(written)]), [("14:00", "UTC")]);
    }

    #[test]
    fn the_readers_own_clock_is_named_where_it_shows_another_time() {
        let new_york = venue("America/New_York", &[], Lang::En);
        let paris = venue("Europe/Paris", &[(Lang::En, "Central European Time")], Lang::En);
        let both = new_york.and_own(Some(paris), written);
        assert_eq!(said(&both), [("10:00", "New York"), ("16:00", "Central European Time")]);
        let only = [("10:00", "New York")];
        assert_eq!(said(&new_york.and_own(Some(new_york.clone()), written)), only);
        assert_eq!(said(&new_york.and_own(None, written)), only);
        let unknown = venue("Mars/Olympus_Mons", &[], Lang::En);
        assert_eq!(said(&new_york.and_own(Some(unknown), written)), only);
    }
}
