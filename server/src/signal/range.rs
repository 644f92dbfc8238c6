//! A part of a file (RFC 9110 §14): without it no browser goes to another place in a recording.

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Response, StatusCode, header};
use futures_util::stream;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;

/// Read and sent at a time, in bytes.
const CHUNK: u64 = 256 << 10;

/// What is asked for of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Asked {
    All,
    Part(Range<u64>),
    /// Nothing that is in it.
    Nowhere,
}

impl Asked {
    /// What `Range` asks for of a file of this length. What cannot be read, and more parts than one, is as if nothing
    /// was said: the whole file is a right answer to that.
    fn read(headers: &HeaderMap, length: u64) -> Self {
        let said = headers.get(header::RANGE).and_then(|said| said.to_str().ok());
        let Some((first, last)) = said
            .and_then(|said| said.strip_prefix("bytes="))
            .and_then(|range| range.split_once('-'))
        else {
            return Self::All;
        };
        let number = |text: &str| match text.trim() {
            "" => Ok(None),
            text => text.parse::<u64>().map(Some),
        };
        let range = match (number(first), number(last)) {
            (Ok(Some(first)), Ok(last)) => {
                let end = last.map_or(length, |last| last.saturating_add(1).min(length));
                first..end
            }
            (Ok(None), Ok(Some(last))) => length.saturating_sub(last)..length,
            _ => return Self::All,
        };
        if range.is_empty() { Self::Nowhere } else { Self::Part(range) }
    }
}

/// A file, or the part of it that is asked for.
///
/// # Errors
/// It cannot be opened.
pub(super) async fn file(
    path: &Path,
    kind: &'static str,
    headers: &HeaderMap,
) -> io::Result<Response<Body>> {
    let path = path.to_owned();
    let open = move || {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        Ok::<_, io::Error>((file, length))
    };
    let (file, length) = tokio::task::spawn_blocking(open).await.map_err(io::Error::other)??;
    let answer = Response::builder()
        .header(header::CONTENT_TYPE, kind)
        .header(header::ACCEPT_RANGES, "bytes")
        .header(header::CACHE_CONTROL, "no-store");
    let (answer, range) = match Asked::read(headers, length) {
        Asked::All => (answer, 0..length),
        Asked::Part(range) => {
            let said = format!("bytes {}-{}/{length}", range.start, range.end - 1);
            (answer.status(StatusCode::PARTIAL_CONTENT).header(header::CONTENT_RANGE, said), range)
        }
        Asked::Nowhere => {
            let answer = answer.status(StatusCode::RANGE_NOT_SATISFIABLE);
            let answer = answer.header(header::CONTENT_RANGE, format!("bytes */{length}"));
            return answer.body(Body::empty()).map_err(io::Error::other);
        }
    };
    let answer = answer.header(header::CONTENT_LENGTH, range.end - range.start);
    answer.body(body(file, range)).map_err(io::Error::other)
}

/// The bytes of a file, read as they are sent.
fn body(file: File, range: Range<u64>) -> Body {
    let chunks = stream::unfold((file, range), |(mut file, range)| async move {
        if range.is_empty() {
            return None;
        }
        let read = tokio::task::spawn_blocking(move || {
            let mut chunk = vec![0; (range.end - range.start).min(CHUNK) as usize];
            let read = file
                .seek(SeekFrom::Start(range.start))
                .and_then(|_| file.read_exact(&mut chunk))
                .map(|()| Bytes::from(chunk));
            (read, file, range)
        });
        let (read, file, range) = read.await.ok()?;
        let sent = read.as_ref().map_or(range.end - range.start, |chunk| chunk.len() as u64);
        Some((read, (file, range.start + sent..range.end)))
    });
    Body::from_stream(chunks)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests say so when they fail")]

    use super::*;

    fn asked(said: &str) -> Asked {
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, said.parse().unwrap());
        Asked::read(&headers, 1_000)
    }

    /// RFC 9110 §14.1.2, its examples for a length of 10,000, here of 1,000.
    #[test]
    fn a_part_is_read_as_the_rfc_says() {
        assert_eq!(asked("bytes=0-499"), Asked::Part(0..500));
        assert_eq!(asked("bytes=500-999"), Asked::Part(500..1_000));
        assert_eq!(asked("bytes=-500"), Asked::Part(500..1_000));
        assert_eq!(asked("bytes=950-"), Asked::Part(950..1_000));
        assert_eq!(asked("bytes=0-0"), Asked::Part(0..1));
        assert_eq!(asked("bytes=990-5000"), Asked::Part(990..1_000));
        assert_eq!(asked("bytes=-5000"), Asked::Part(0..1_000));
    }

    #[test]
    fn what_is_not_there_or_not_understood_is_said_or_passed_over() {
        for nowhere in ["bytes=1000-", "bytes=1000-2000", "bytes=-0", "bytes=5-4"] {
            assert_eq!(asked(nowhere), Asked::Nowhere, "{nowhere}");
        }
        for other in ["lines=1-2", "bytes=1-2,5-6", "bytes=a-b", "bytes", "bytes=-", "bytes=--5"] {
            assert_eq!(asked(other), Asked::All, "{other}");
        }
        assert_eq!(Asked::read(&HeaderMap::new(), 1_000), Asked::All);
        assert_eq!(asked("bytes=18446744073709551615-18446744073709551615"), Asked::Nowhere);
    }
}
