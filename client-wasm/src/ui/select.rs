//! One of several things that are known by their words.

use crate::ui::dom::{El, el, value_of};

/// The choices in their order, with that which is chosen; another is given to `choose`.
pub fn select<T: Clone + PartialEq + 'static>(
    choices: Vec<(T, String)>,
    chosen: &T,
    choose: impl Fn(T) + 'static,
) -> El {
    let option = |(n, (choice, words)): (usize, &(T, String))| {
        let option = el("option").attr("value", &n.to_string()).text(words);
        if choice == chosen { option.attr("selected", "") } else { option }
    };
    let options: Vec<_> = choices.iter().enumerate().map(option).collect();
    el("select.field").add_all(options).on("change", move |event| {
        let at = value_of(&event).parse::<usize>();
        if let Some((choice, _)) = at.ok().and_then(|at| choices.get(at)) {
            choose(choice.clone());
        }
    })
}
