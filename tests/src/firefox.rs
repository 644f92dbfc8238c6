//! People at Firefox, for measurements: geckodriver and Firefox are not installed by the tests.

use crate::browser::{Person, listens};
use crate::calls::REMEMBER_CALLS;
use crate::program::{Program, free_port};
use std::net::{IpAddr, Ipv4Addr, UdpSocket};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use thirtyfour::common::capabilities::firefox::FirefoxPreferences;
use thirtyfour::prelude::*;

/// One person's geckodriver: it drives one browser, and ends with it.
pub struct Firefox {
    _process: Program,
    /// Who sits there.
    pub person: Person,
}

impl Firefox {
    /// Somebody opens a window; without `devices` the page gets neither camera nor microphone.
    ///
    /// # Errors
    /// There is no geckodriver in `PATH`, or no Firefox.
    pub async fn opens(devices: bool) -> anyhow::Result<Self> {
        let port = free_port(Ipv4Addr::LOCALHOST.into());
        let process = Command::new("geckodriver")
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let process = Program(process);
        listens(port).await;
        let mut wishes = DesiredCapabilities::firefox();
        for argument in ["-headless", "--width=1280", "--height=720"] {
            wishes.add_arg(argument)?;
        }
        let mut preferences = FirefoxPreferences::new();
        preferences.set("media.navigator.streams.fake", true)?;
        preferences.set("media.navigator.permission.disabled", devices)?;
        for device in ["camera", "microphone"] {
            let (asks, refuses) = (0, 2);
            let answer = if devices { asks } else { refuses };
            preferences.set(&format!("permissions.default.{device}"), answer)?;
        }
        preferences.set("media.autoplay.default", 0)?;
        preferences.set("intl.accept_languages", "en")?;
        preferences.set("media.peerconnection.ice.obfuscate_host_addresses", false)?;
        // What this machine sends to its own address comes by loopback.
        preferences.set("media.peerconnection.ice.loopback", true)?;
        wishes.set_preferences(preferences)?;
        let page = WebDriver::new(&format!("http://127.0.0.1:{port}"), wishes).await?;
        page.set_script_timeout(crate::PATIENCE).await?;
        let begins = Some(Mutex::new(REMEMBER_CALLS.to_owned()));
        Ok(Self { _process: process, person: Person { page, _profile: None, begins } })
    }

    /// Closes the window.
    pub async fn quits(self) {
        self.person.quits().await;
    }
}

/// Where Firefox reaches this machine: it makes no calls to loopback.
///
/// # Errors
/// The machine has no other address.
pub fn own_address() -> anyhow::Result<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?;
    // Nothing is sent: only the way is looked up.
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9))?;
    Ok(socket.local_addr()?.ip())
}
