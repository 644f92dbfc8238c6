//! A file on its way to the server, in parts: a line that breaks costs one of them, and it goes on by itself.

use crate::browser::{http, timer};
use crate::core::documents::Way;
use js_sys::Uint8Array;
use rostrum_proto::wire::documents::{Arrived, DocumentError, DocumentProblem, TakenOut};
use wasm_bindgen_futures::JsFuture;

/// The most that the server takes at a time.
const PART: usize = 256 << 10;
/// A server that does not answer is tried so often, each time after so many milliseconds: for five minutes.
const PATIENCE: (u32, i32) = (100, 3_000);

/// Sends a file, tells how it goes, and gives the text that was taken out of it.
pub async fn file(
    token: &str,
    bytes: &[u8],
    tell: impl Fn(Way),
) -> Result<TakenOut, Option<DocumentProblem>> {
    let Some(digest) = digest(bytes).await else {
        // Without a digest nothing can be gone on with: it is sent whole.
        let body = Uint8Array::from(bytes);
        return http::post_statement(token, "api/statement/file", &body.into()).await;
    };
    let address = format!("api/statement/upload?file={digest}&size={}", bytes.len());
    let (mut from, mut tries) = (0, PATIENCE.0);
    loop {
        let part = bytes.get(from..).unwrap_or_default();
        let part = Uint8Array::from(part.get(..PART).unwrap_or(part));
        let path = format!("{address}&from={from}");
        let answer = http::post_statement::<Arrived>(token, &path, &part.into()).await;
        let arrived = match answer {
            Ok(Arrived { taken: Some(taken), .. }) => return Ok(taken),
            Ok(arrived) => {
                tries = PATIENCE.0;
                arrived
            }
            Err(Some(problem)) if problem.code != DocumentError::Unavailable => {
                return Err(Some(problem));
            }
            Err(problem) if tries == 0 => return Err(problem),
            Err(_) => {
                tell(Way::Waits);
                tries -= 1;
                timer::pass(PATIENCE.1).await;
                match http::statement_upload(token, &address).await {
                    Some(arrived) => arrived,
                    None => continue,
                }
            }
        };
        from = arrived.bytes as usize;
        let part = from * 100 / bytes.len().max(1);
        tell(Way::Arrived(u8::try_from(part).unwrap_or(100)));
    }
}

/// SHA-256, by the browser; not everywhere: only where the page came safely.
async fn digest(bytes: &[u8]) -> Option<String> {
    let subtle = web_sys::window()?.crypto().ok()?.subtle();
    let bytes = Uint8Array::from(bytes);
    let digest = subtle.digest_with_str_and_js_u8_array("SHA-256", &bytes).ok()?;
    let digest = Uint8Array::new(&JsFuture::from(digest).await.ok()?).to_vec();
    Some(digest.iter().map(|octet| format!("{octet:02x}")).collect())
}
