//! What is handed to the press.

use crate::Failure;
use rostrum_paper::Paper;
use rostrum_proto::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::io::Read;

/// The longest job, in bytes of JSON: some 2,000 pages, which is more than the press has memory for.
const MAX_JOB: u64 = 8_000_000;

/// A paper to be printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Job {
    /// What is printed.
    pub paper: Paper,
    /// When it was made, as the PDF will say: the press has no clock. Milliseconds since 1970.
    pub created: Timestamp,
}

impl Job {
    /// Reads a job, in JSON.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(from: impl Read) -> Result<Self, Failure> {
        let mut text = Vec::new();
        let read = from.take(MAX_JOB + 1).read_to_end(&mut text);
        read.map_err(|why| Failure::Job(why.to_string()))?;
        if text.len() as u64 > MAX_JOB {
            return Err(Failure::Job(format!("it has more than {MAX_JOB} bytes")));
        }
        serde_json::from_slice(&text).map_err(|why| Failure::Job(why.to_string()))
    }
}
