//! Answers that are files: shown in the browser or saved, under a name of the meeting's.

use crate::papers::PaperFormat;
use axum::body::Bytes;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// A document to be shown, with how long it may be kept (`Cache-Control`). Whatever stands in it, it loads nothing and is
/// part of no other page.
pub(super) fn shown(file: &str, format: PaperFormat, keep: &'static str, bytes: Bytes) -> Response {
    let headers = [
        (header::CACHE_CONTROL, keep),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; \
             frame-ancestors 'none'",
        ),
    ];
    (headers, file_headers("inline", file, format.media_type()), bytes).into_response()
}

/// What says that an answer is a file to be saved under this name.
pub(super) fn saved(file: &str, media_type: &'static str) -> [(HeaderName, HeaderValue); 2] {
    file_headers("attachment", file, media_type)
}

fn file_headers(
    disposition: &'static str,
    file: &str,
    media_type: &'static str,
) -> [(HeaderName, HeaderValue); 2] {
    // Our identifiers need no encoding here.
    let name = HeaderValue::from_str(&format!("{disposition}; filename=\"{file}\""));
    let name = name.unwrap_or(HeaderValue::from_static(disposition));
    [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::CONTENT_DISPOSITION, name),
    ]
}
