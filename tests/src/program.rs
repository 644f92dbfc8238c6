//! Other programs that the rehearsals run: they end with who started them.

use std::net::{IpAddr, TcpListener};
use std::ops::{Deref, DerefMut, Range};
use std::process::Child;
use std::sync::atomic::{AtomicU16, Ordering};

/// A program that runs; killed when it is dropped.
#[derive(Debug)]
pub struct Program(pub Child);

impl Deref for Program {
    type Target = Child;

    fn deref(&self) -> &Child {
        &self.0
    }
}

impl DerefMut for Program {
    fn deref_mut(&mut self) -> &mut Child {
        &mut self.0
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.kill());
        drop(self.wait());
    }
}

/// Of these ports the system gives none away by itself: to no connection, and to nobody who takes any.
const PORTS: Range<u16> = 20_000..32_000;

/// A port that nobody listens on at this address of the machine, and that no other test of this program is given.
///
/// # Panics
/// All are taken.
#[must_use]
pub fn free_port(at: IpAddr) -> u16 {
    static GIVEN: AtomicU16 = AtomicU16::new(0);
    let first = (std::process::id() * 64 % PORTS.len() as u32) as u16;
    let next = || {
        let given = GIVEN.fetch_add(1, Ordering::Relaxed);
        PORTS.start + (first + given % PORTS.len() as u16) % PORTS.len() as u16
    };
    let mut ports = std::iter::repeat_with(next).take(PORTS.len());
    ports.find(|port| TcpListener::bind((at, *port)).is_ok()).unwrap()
}
