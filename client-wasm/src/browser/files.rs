//! Files that go out of the page and come into it.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, Event, HtmlAnchorElement, HtmlInputElement, Url};

/// The longest list that is read, in bytes.
pub const LONGEST_LIST: f64 = 1_000_000.0;
/// The longest file of a statement, in bytes.
pub const LONGEST_STATEMENT: f64 = 10_000_000.0;

/// Gives the user a text as a file, as if a link to it had been followed.
pub fn save(name: &str, text: &str) {
    // What cannot be saved is still on the screen.
    let _ = offer(name, text);
}

/// Copies a text, so that the user can insert it elsewhere; nothing if the browser does not let us.
pub async fn copy(text: &str) -> Option<()> {
    let copying = web_sys::window()?.navigator().clipboard().write_text(text);
    JsFuture::from(copying).await.ok().map(drop)
}

fn offer(name: &str, text: &str) -> Option<()> {
    let kind = BlobPropertyBag::new();
    // A program of this name may open it; the browser shall not.
    kind.set_type("application/octet-stream");
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &kind).ok()?;
    offer_blob(name, &blob)
}

/// Gives the user what was fetched as a file.
pub fn save_blob(name: &str, blob: &Blob) {
    // What cannot be saved can be asked for again.
    let _ = offer_blob(name, blob);
}

fn offer_blob(name: &str, blob: &Blob) -> Option<()> {
    let address = Url::create_object_url_with_blob(blob).ok()?;
    let link = web_sys::window()?.document()?.create_element("a").ok()?;
    let link: HtmlAnchorElement = link.dyn_into().ok()?;
    link.set_href(&address);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&address).ok()
}

/// Reads the file that was chosen in the field of an event: its name, and its bytes if they can be had and are at
/// most so many. The field is emptied, so that the same file can be chosen again.
pub fn take(event: &Event, most: f64, then: impl FnOnce(String, Option<Vec<u8>>) + 'static) {
    let field = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok());
    let Some(field) = field else { return };
    let property = |of: &JsValue, name: &str| js_sys::Reflect::get(of, &name.into()).ok();
    let file = property(&field, "files").and_then(|files| property(&files, "0"));
    let Some(file) = file.filter(JsValue::is_object) else { return };
    let name = property(&file, "name").and_then(|name| name.as_string()).unwrap_or_default();
    let small = property(&file, "size").and_then(|s| s.as_f64()).is_some_and(|size| size <= most);
    let bytes = property(&file, "arrayBuffer").and_then(|f| f.dyn_into::<js_sys::Function>().ok());
    let reading = bytes.filter(|_| small).and_then(|bytes| bytes.call0(&file).ok());
    let promise = reading.and_then(|p| p.dyn_into::<js_sys::Promise>().ok());
    wasm_bindgen_futures::spawn_local(async move {
        let read = match promise {
            Some(promise) => JsFuture::from(promise).await.ok(),
            None => None,
        };
        field.set_value("");
        then(name, read.map(|buffer| Uint8Array::new(&buffer).to_vec()));
    });
}
