//! What is reached by its name: members that not every browser has, or for which there is no binding.

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// A text of an object.
pub fn text(of: &JsValue, name: &str) -> Option<String> {
    Reflect::get(of, &name.into()).ok()?.as_string()
}

/// A function of an object.
pub fn function(of: &JsValue, name: &str) -> Option<Function> {
    Reflect::get(of, &name.into()).ok()?.dyn_into().ok()
}

/// Calls a function of an object; `None` if there is none, or it fails.
pub fn call(of: &JsValue, name: &str, with: &[JsValue]) -> Option<JsValue> {
    function(of, name)?.apply(of, &with.iter().collect::<Array>()).ok()
}

/// An object with these members.
pub fn object(members: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in members {
        // A plain object takes every member.
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}
