//! A long list of which only the rows in sight are elements: it scrolls as smoothly with a hundred
//! thousand rows as with ten.

use crate::ui::dom::{El, el, watch};
use crate::view::View;
use leptos::prelude::*;
use std::rc::Rc;
use web_sys::HtmlElement;

/// The height of a row in pixels; the style sheet knows it as `--row`.
pub const ROW: f64 = 52.0;
/// Rows kept ready above and below those in sight.
const SPARE: usize = 8;
/// Rows in sight before it is known how many fit.
const AT_FIRST: usize = 40;

/// A list with its way to a place.
pub struct Rows {
    /// The list, in a frame that scrolls.
    pub frame: El,
    /// Scrolls to a row.
    pub go_to: Rc<dyn Fn(usize)>,
}

/// A list of `count` rows. `key` names what is at a place now, and what else it depends on; `make` draws
/// it. What is new comes at the top: who has scrolled away from there keeps their place.
pub fn rows(
    frame: El,
    count: View<usize>,
    key: impl Fn(usize) -> Option<String> + 'static,
    make: impl Fn(usize) -> Option<El> + 'static,
) -> Rows {
    let native: HtmlElement = frame.as_a();
    let top = RwSignal::new(0.0_f64);
    let scrolled = native.clone();
    let frame = frame.on("scroll", move |_| top.set(f64::from(scrolled.scroll_top())));
    let inner = native.clone();
    let in_sight = move || match inner.client_height() {
        0 => AT_FIRST,
        height => (f64::from(height) / ROW).ceil() as usize,
    };
    let items = move || {
        let count = *count.get();
        let above = ((top.get() / ROW).max(0.0) as usize).min(count);
        let shown = above.saturating_sub(SPARE)..(above + in_sight() + SPARE).min(count);
        let places = shown.filter_map(|place| Some((place, count, key(place)?)));
        places.collect::<Vec<_>>()
    };
    let place = move |(place, count, _): (usize, usize, String)| {
        el("li")
            .attr("aria-posinset", &(place + 1).to_string())
            .attr("aria-setsize", &count.to_string())
            .attr("style", &format!("inset-block-start:{}px", place as f64 * ROW))
            .add_all(make(place))
    };
    let list = el("ol.long")
        .attr("role", "list")
        .style_of("block-size", move || format!("{}px", *count.get() as f64 * ROW))
        .each(items, |(place, count, key)| format!("{place}/{count}/{key}"), place);
    let (held, mut before) = (native.clone(), *count.get_untracked());
    watch(move || {
        let now = *count.get();
        let new = now as f64 - before as f64;
        before = now;
        // Who looks at the newest goes on to look at the newest.
        if new > 0.0 && held.scroll_top() > 0 {
            held.set_scroll_top(held.scroll_top() + (new * ROW) as i32);
        }
    });
    let go_to = Rc::new(move |place: usize| native.set_scroll_top((place as f64 * ROW) as i32));
    Rows { frame: frame.add(list), go_to }
}
