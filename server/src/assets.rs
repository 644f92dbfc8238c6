//! The client, embedded in this binary: compressed once, when it was built.

/// One file of the client.
pub struct Asset {
    /// Its media type.
    pub kind: &'static str,
    /// Changes with the content (RFC 9110 §8.8.3).
    pub tag: &'static str,
    /// As it is.
    pub plain: &'static [u8],
    /// Compressed with brotli.
    pub brotli: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));
