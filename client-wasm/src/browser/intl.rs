//! Wall-clock times by the browser's `Intl`, always with Latin digits.

use crate::browser::js::{call, text};
use crate::core::when::Venue;
use js_sys::{Array, Date, Function, Object, Reflect};
use rostrum_proto::lang::{Lang, LocalText};
use rostrum_proto::time::Timestamp;
use wasm_bindgen::{JsCast, JsValue};

/// Hours and minutes in a time zone (IANA name), 24 hours; `None` if the browser does not know the zone.
#[must_use]
pub fn time(at: Timestamp, lang: Lang, zone: &str) -> Option<String> {
    format(at, lang, zone, &[("hour", "2-digit"), ("minute", "2-digit")])
}

/// Date, hours and minutes in a time zone; `None` if the browser does not know the zone.
#[must_use]
pub fn date_time(at: Timestamp, lang: Lang, zone: &str) -> Option<String> {
    let parts = [
        ("day", "numeric"),
        ("month", "long"),
        ("year", "numeric"),
        ("hour", "2-digit"),
        ("minute", "2-digit"),
    ];
    format(at, lang, zone, &parts)
}

fn format(at: Timestamp, lang: Lang, zone: &str, parts: &[(&str, &str)]) -> Option<String> {
    // It throws at a zone that it does not know; without one it would take the device's.
    formatter("en", &[("timeZone", zone)])?;
    let options = Object::new();
    let set = |key: &str, value: JsValue| {
        let _ = Reflect::set(&options, &key.into(), &value);
    };
    for (key, value) in parts {
        set(key, (*value).into());
    }
    set("numberingSystem", "latn".into());
    set("calendar", "gregory".into());
    set("hourCycle", "h23".into());
    set("timeZone", zone.into());
    let date = Date::new(&JsValue::from_f64(at.0 as f64));
    Some(String::from(date.to_locale_string(lang.code(), &options)))
}

/// This device's zone and its name for a reader at a time, if the browser tells: `Central European Time`.
#[must_use]
pub fn own_zone(lang: Lang, at: Timestamp) -> Option<Venue> {
    let own = formatter("en", &[])?;
    let options = call(&own, "resolvedOptions", &[])?;
    let zone = text(&options, "timeZone")?;
    let names = ["longGeneric", "long"].into_iter();
    let name = names.filter_map(|kind| zone_name(at, lang, &zone, kind)).next();
    // Those of UTC are many, and one is known.
    let name = name.filter(|_| zone.contains('/') && !zone.starts_with("Etc/"));
    let name = name.map(|name| LocalText([(lang, name)].into())).unwrap_or_default();
    Some(Venue::of(&zone, &name, lang))
}

fn zone_name(at: Timestamp, lang: Lang, zone: &str, kind: &str) -> Option<String> {
    let options = [("timeZone", zone), ("timeZoneName", kind), ("numberingSystem", "latn")];
    let format = formatter(lang.code(), &options)?;
    let parts = call(&format, "formatToParts", &[(at.0 as f64).into()])?;
    let name = Array::from(&parts)
        .iter()
        .find(|part| text(part, "type").is_some_and(|kind| kind == "timeZoneName"))?;
    text(&name, "value")
}

/// A formatter of `Intl`; `None` if the browser does not know a zone or an option.
fn formatter(lang: &str, parts: &[(&str, &str)]) -> Option<JsValue> {
    let options = Object::new();
    for (key, value) in parts {
        Reflect::set(&options, &(*key).into(), &(*value).into()).ok()?;
    }
    let format = constructor("DateTimeFormat").ok()?;
    Reflect::construct(&format, &Array::of2(&lang.into(), &options)).ok()
}

/// A moment typed into a `datetime-local` field, by this device's clock.
#[must_use]
pub fn local_moment(typed: &str) -> Option<Timestamp> {
    let at = Date::parse(typed);
    (at >= 0.0).then_some(Timestamp(at as u64))
}

/// The plural category of a whole number, by CLDR: `one`, `few`, `other` …
#[must_use]
pub fn plural(lang: Lang, n: u64) -> &'static str {
    let category = constructor("PluralRules")
        .and_then(|rules| Reflect::construct(&rules, &Array::of1(&lang.code().into())))
        .ok()
        .and_then(|rules| call(&rules, "select", &[(n as f64).into()]));
    match category.and_then(|category| category.as_string()).as_deref() {
        Some("zero") => "zero",
        Some("one") => "one",
        Some("two") => "two",
        Some("few") => "few",
        Some("many") => "many",
        _ => "other",
    }
}

/// A constructor of `Intl`.
fn constructor(name: &str) -> Result<Function, JsValue> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into())?;
    Reflect::get(&intl, &name.into())?.dyn_into()
}
