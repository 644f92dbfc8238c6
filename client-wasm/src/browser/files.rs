//! Files that go out of the page and come into it.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, HtmlElement, HtmlInputElement};

/// The longest file that is read, in bytes.
const MOST: f64 = 1_000_000.0;

/// Gives a text to be saved as a file.
pub fn save(name: &str, text: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    let link = document.and_then(|d| d.create_element("a").ok());
    let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) else { return };
    let encoded = String::from(js_sys::encode_uri_component(text));
    let address = format!("data:application/octet-stream;charset=utf-8,{encoded}");
    let _ = link.set_attribute("href", &address);
    let _ = link.set_attribute("download", name);
    link.click();
}

/// Reads the file that was chosen in the field of an event; the field is emptied, so that the same
/// file can be chosen again.
pub fn take(event: &Event, then: impl FnOnce(String) + 'static) {
    let field = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok());
    let Some(field) = field else { return };
    let property = |of: &JsValue, name: &str| js_sys::Reflect::get(of, &name.into()).ok();
    let file = property(&field, "files").and_then(|files| property(&files, "0"));
    let Some(file) = file.filter(JsValue::is_object) else { return };
    let small = property(&file, "size").and_then(|s| s.as_f64()).is_some_and(|size| size <= MOST);
    let text = property(&file, "text").and_then(|text| text.dyn_into::<js_sys::Function>().ok());
    let reading = text.filter(|_| small).and_then(|text| text.call0(&file).ok());
    let promise = reading.and_then(|p| p.dyn_into::<js_sys::Promise>().ok());
    wasm_bindgen_futures::spawn_local(async move {
        let read = match promise {
            Some(promise) => JsFuture::from(promise).await.ok().and_then(|text| text.as_string()),
            None => None,
        };
        field.set_value("");
        then(read.unwrap_or_default());
    });
}
