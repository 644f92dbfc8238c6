//! What the server tells its supervisor (sd_notify(3)): that it is ready, reloading, stopping, or alive. Without a
//! supervisor it says nothing.

use sd_notify::{NotifyState, notify, watchdog_enabled};
use tracing::warn;

/// The server is up; also after a reload.
pub fn ready() {
    say(&[NotifyState::Ready]);
}

/// The server is picking up what an operator may have changed.
pub fn reloading() {
    match NotifyState::monotonic_usec_now() {
        Ok(now) => say(&[NotifyState::Reloading, now]),
        Err(_) => say(&[NotifyState::Reloading]),
    }
}

/// The server is shutting down.
pub fn stopping() {
    say(&[NotifyState::Stopping]);
}

/// Says that the server is alive, twice as often as the supervisor asks; never returns.
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
