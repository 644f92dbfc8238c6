//! What the server says to who supervises it (sd_notify(3)): that it is ready, reloads, stops, and is alive. Where
//! nobody supervises, nothing is said.

use sd_notify::{NotifyState, notify, watchdog_enabled};
use tracing::warn;

/// Everything is there; also after a reload.
pub fn ready() {
    say(&[NotifyState::Ready]);
}

/// What an operator may have changed is looked after.
pub fn reloading() {
    match NotifyState::monotonic_usec_now() {
        Ok(now) => say(&[NotifyState::Reloading, now]),
        Err(_) => say(&[NotifyState::Reloading]),
    }
}

/// The end has begun.
pub fn stopping() {
    say(&[NotifyState::Stopping]);
}

/// Says again and again that the server is alive, twice as often as is asked for; for ever.
pub async fn say_alive() {
    let Some(within) = watchdog_enabled() else { return };
    let mut round = tokio::time::interval(within / 2);
    loop {
        round.tick().await;
        say(&[NotifyState::Watchdog]);
    }
}

fn say(state: &[NotifyState<'_>]) {
    if let Err(why) = notify(state) {
        warn!(%why, "supervisor.not_told");
    }
}
