//! The pure client: [`model::Model`] takes [`msg::Msg`]s and answers with [`msg::Effect`]s; `view`
//! turns it into what a screen shows. Time, seeds and devices come in as messages.

pub mod calendar;
pub mod compiling;
pub mod csv;
pub mod desk;
pub mod devices;
pub mod documents;
pub mod draft;
pub mod format;
pub mod gallery;
pub mod hands;
pub mod hearing;
mod incoming;
pub mod keys;
pub mod link;
pub mod list_file;
pub mod listening;
pub mod model;
pub mod moment;
pub mod msg;
pub mod names;
pub mod network;
mod news;
pub mod overlay;
pub mod paper;
mod presenting;
mod press;
pub mod prompt;
pub mod pulse;
pub mod readiness;
pub mod refusal;
mod server_clock;
pub mod service;
mod settle;
pub mod shape;
#[cfg(not(target_arch = "wasm32"))]
pub mod shown;
pub mod talk;
pub mod text;
pub mod trouble;
mod update;
pub mod uplink;
pub mod view;
pub mod when;
mod whoami;
pub mod wish;

#[cfg(test)]
mod tests;
