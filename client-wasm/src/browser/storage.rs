//! What a tab and what a browser remember, and the address.

use crate::core::msg::Kept;
use rostrum_proto::lang::Lang;
use rostrum_proto::read::read;
use web_sys::Storage;

const KEPT: &str = "rostrum.kept";
const DEVICE: &str = "rostrum.device";
const LANGUAGE: &str = "rostrum.language";

/// The code in `#/join/<code>`.
pub fn code_in_address() -> Option<String> {
    let hash = web_sys::window()?.location().hash().ok()?;
    let code = hash.strip_prefix("#/join/")?.trim_end_matches('/');
    (!code.is_empty()).then(|| code.to_owned())
}

/// What this tab kept for a reload.
pub fn kept() -> Option<Kept> {
    read(&tab()?.get_item(KEPT).ok()??).ok()
}

/// Keeps it.
pub fn keep(kept: &Kept) {
    if let (Some(tab), Ok(text)) = (tab(), serde_json::to_string(kept)) {
        let _ = tab.set_item(KEPT, &text);
    }
}

/// The language chosen earlier, else the browser's.
pub fn language() -> Option<Lang> {
    let chosen = remembered(LANGUAGE).and_then(|tag| Lang::from_tag(&tag));
    chosen.or_else(|| Lang::from_tag(&web_sys::window()?.navigator().language()?))
}

/// The words that were fetched beside the program, see `boot.js`.
pub fn words() -> Option<String> {
    let words = js_sys::Reflect::get(&js_sys::global(), &"rostrumWords".into()).ok()?;
    words.as_string().filter(|words| !words.is_empty())
}

/// Remembers the language.
pub fn set_language(lang: Lang) {
    remember(LANGUAGE, lang.code());
}

/// What this browser calls itself to the server, to which a one-time link belongs from its first use on. Drawn
/// once; a browser that remembers nothing has no name.
pub fn device() -> Option<String> {
    if let Some(known) = remembered(DEVICE) {
        return Some(known);
    }
    let name: String = chance::<16>()?.iter().map(|byte| format!("{byte:02x}")).collect();
    remember(DEVICE, &name);
    // Only what is still there the next time is a name.
    remembered(DEVICE)
}

/// Octets that nobody can guess; none if the browser cannot draw any.
pub fn chance<const N: usize>() -> Option<[u8; N]> {
    let mut chance = [0; N];
    web_sys::window()?.crypto().ok()?.get_random_values_with_u8_array(&mut chance).ok()?;
    Some(chance)
}

/// Something this browser remembers.
pub fn remembered(key: &str) -> Option<String> {
    web_sys::window()?.local_storage().ok()??.get_item(key).ok()?
}

/// Remembers something.
pub fn remember(key: &str, value: &str) {
    if let Some(Ok(Some(storage))) = web_sys::window().map(|w| w.local_storage()) {
        let _ = storage.set_item(key, value);
    }
}

fn tab() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}
