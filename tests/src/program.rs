//! Other programs that the rehearsals run: they end with who started them.

use std::net::{IpAddr, TcpListener};
use std::ops::{Deref, DerefMut};
use std::process::Child;

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

/// A port that nobody listens on at this address of the machine.
#[must_use]
pub fn free_port(at: IpAddr) -> u16 {
    TcpListener::bind((at, 0)).unwrap().local_addr().unwrap().port()
}
