//! Tests of the core: a client that talks to a meeting decided in the same process, on a clock of numbers.

mod afterwards;
mod another_way;
mod booth;
mod desk;
mod documents;
mod floor;
mod link;
mod list_file;
mod lobby;
mod network;
mod outage;
mod presenting;
mod prompt;
mod refusals;
mod room;
mod said;
mod secret;
mod seldom;
mod service;
mod story;
mod talk;
mod told;
mod unheard;
mod vote;
mod words;
