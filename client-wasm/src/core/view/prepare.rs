//! Preparing the list, for those who may arrange it.

use crate::core::model::Model;
use crate::core::view::{Action, action};
use crate::core::{names, text};
use rostrum_proto::meeting::command::Command;
use rostrum_proto::time::Timestamp;

/// The tools for preparing the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Preparing {
    /// Each order of the profile in words.
    pub orders: Vec<(String, Action)>,
    /// Close or open the list; the chair has it in its own panel.
    pub list: Option<(&'static str, Action)>,
}

/// The tools, for those who may use them.
#[must_use]
pub fn preparing(model: &Model, now: Timestamp) -> Option<Preparing> {
    let meeting = model.meeting()?;
    let arrange =
        |order: &str| action(model, now, Command::ArrangeList { order: order.to_owned() });
    let orders: Vec<_> = meeting
        .setup
        .profile
        .orders
        .iter()
        .filter_map(|order| Some((names::local(&order.name, model.lang).text, arrange(&order.id)?)))
        .collect();
    let (word, command) = match meeting.list_closed {
        true => (text::open_list(model.lang), Command::OpenList {}),
        false => (text::close_list(model.lang), Command::CloseList {}),
    };
    let list = action(model, now, command).filter(|_| !super::chair::presides(model));
    (!orders.is_empty()).then_some(Preparing { orders, list: list.map(|action| (word, action)) })
}
