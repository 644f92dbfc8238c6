//! What the network check of the join page has found, in words: each failure says what is blocked and what to ask for.

use crate::core::model::Model;
use crate::core::network::Outcome;
use crate::core::text;

/// A sentence of the check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Something is wrong.
    pub wrong: bool,
    /// In words.
    pub text: String,
}

/// The findings so far: everything that is wrong, or that nothing is.
#[must_use]
pub fn findings(model: &Model) -> Vec<Finding> {
    let (lang, network, page) = (model.lang, &model.network, &model.page);
    let mut wrong = Vec::new();
    if model.has_devices() && page.insecure {
        wrong.push(text::network_insecure(lang, &page.origin));
    }
    match (network.server, network.socket) {
        (Outcome::Failed, _) => wrong.push(text::network_bad(lang).to_owned()),
        (Outcome::Good, _) if network.foreign => {
            wrong.push(text::network_foreign(lang, &page.origin));
        }
        (Outcome::Good, Outcome::Failed) => {
            wrong.push(text::network_socket_refused(lang, host(&page.origin)));
        }
        (Outcome::Untried | Outcome::Good, _) => {}
    }
    if network.media == Outcome::Failed {
        wrong.push(text::network_media_blocked(lang, &network.media_address));
    }
    if !wrong.is_empty() {
        return wrong.into_iter().map(|text| Finding { wrong: true, text }).collect();
    }
    let text = match (network.server, network.socket, network.media) {
        (Outcome::Good, Outcome::Good, Outcome::Good) if network.takes_a_detour() => {
            text::network_no_udp(lang, &network.media_address)
        }
        (Outcome::Good, Outcome::Good, Outcome::Good) => {
            text::network_good(lang, &network.round_trip.to_string())
        }
        _ => text::network_checking(lang).to_owned(),
    };
    vec![Finding { wrong: false, text }]
}

/// What an administrator has to allow: a host, without the scheme.
fn host(origin: &str) -> &str {
    origin.split_once("://").map_or(origin, |(_, host)| host)
}
