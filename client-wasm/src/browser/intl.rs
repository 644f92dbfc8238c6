//! Wall-clock times by the browser's `Intl`, always with Latin digits.

use js_sys::{Array, Date, Function, Object, Reflect};
use rostrum_proto::lang::Lang;
use rostrum_proto::time::Timestamp;
use wasm_bindgen::{JsCast, JsValue};

/// Hours and minutes in a time zone (IANA name), 24 hours.
#[must_use]
pub fn time(at: Timestamp, lang: Lang, zone: &str) -> String {
    format(at, lang, zone, &[("hour", "2-digit"), ("minute", "2-digit")])
}

/// Date, hours and minutes in a time zone.
#[must_use]
pub fn date_time(at: Timestamp, lang: Lang, zone: &str) -> String {
    let parts = [
        ("day", "numeric"),
        ("month", "long"),
        ("year", "numeric"),
        ("hour", "2-digit"),
        ("minute", "2-digit"),
    ];
    format(at, lang, zone, &parts)
}

fn format(at: Timestamp, lang: Lang, zone: &str, parts: &[(&str, &str)]) -> String {
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
    if valid(zone) {
        set("timeZone", zone.into());
    }
    let date = Date::new(&JsValue::from_f64(at.0 as f64));
    String::from(date.to_locale_string(lang.code(), &options))
}

/// `Intl` throws at a zone that the browser does not know; then the browser's own is taken.
fn valid(zone: &str) -> bool {
    let options = Object::new();
    let _ = Reflect::set(&options, &"timeZone".into(), &zone.into());
    let Ok(format) = constructor("DateTimeFormat") else { return false };
    let arguments = Array::of2(&"en".into(), &options);
    !zone.is_empty() && Reflect::construct(&format, &arguments).is_ok()
}

/// A moment typed into a `datetime-local` field, by this device's clock.
#[must_use]
pub fn local_moment(typed: &str) -> Option<Timestamp> {
    let at = Date::parse(typed);
    (at >= 0.0).then_some(Timestamp(at as u64))
}

/// The place of a time zone: `New York`.
#[must_use]
pub fn place(zone: &str) -> String {
    zone.rsplit('/').next().unwrap_or(zone).replace('_', " ")
}

/// The plural category of a whole number, by CLDR: `one`, `few`, `other` …
#[must_use]
pub fn plural(lang: Lang, n: u64) -> &'static str {
    let category = constructor("PluralRules")
        .and_then(|rules| Reflect::construct(&rules, &Array::of1(&lang.code().into())))
        .and_then(|rules| {
            let select: Function = Reflect::get(&rules, &"select".into())?.dyn_into()?;
            select.call1(&rules, &JsValue::from_f64(n as f64))
        });
    match category.ok().and_then(|category| category.as_string()).as_deref() {
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
