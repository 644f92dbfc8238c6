//! The whole server without a browser: rules over sockets, media from packet to packet, disks, files, restarts. One program:
//! to link each file by itself takes longer than to run most of them, and where one waits another goes on.

#![allow(clippy::unwrap_used, reason = "tests say so when they fail")]

mod addresses;
mod aged;
mod another_socket;
mod audiences;
mod channels;
mod compilation;
mod corrections;
mod desk;
mod disk;
mod durable;
mod failed_room;
mod forwarding;
mod fuzz;
mod golden_debate;
mod greedy;
mod handed_out;
mod hidden;
mod hostile_media;
mod identity;
mod killed;
mod meeting_files;
mod network;
mod outage;
mod over;
mod pictures;
mod proxies;
mod public;
mod reach;
mod record;
mod recording;
mod secret;
mod sim;
mod sockets;
mod statements;
mod tls;
mod uploads;
mod who_hears_whom;
