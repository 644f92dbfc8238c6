//! Tokens: JWT, HS256, at most 15 minutes, renewed over the socket.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use rand::RngCore;
use rostrum_proto::id::{MeetingId, ParticipantId};
use rostrum_proto::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use thiserror::Error;

/// How long a token is valid, in seconds.
pub const LIFETIME_S: u64 = 15 * 60;
/// How far the clocks of the issuer and the checker may differ, in seconds.
const LEEWAY_S: u64 = 5;
const ISSUER: &str = "rostrum";
const AUDIENCE: &str = "rostrum-socket";

/// What a token says. Unknown claims are refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claims {
    /// Always `rostrum`.
    pub iss: String,
    /// Always `rostrum-socket`.
    pub aud: String,
    /// The participant.
    pub sub: ParticipantId,
    /// The meeting.
    pub meeting: MeetingId,
    /// The number of the invitation it was issued for; revoking that ends the token.
    pub invitation: String,
    /// Issued, in seconds since 1970 (RFC 7519).
    pub iat: u64,
    /// Not valid before.
    pub nbf: u64,
    /// Not valid from here on.
    pub exp: u64,
}

/// A token that is not valid.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum TokenError {
    /// It has expired.
    #[error("the token has expired: join again with your link")]
    Expired,
    /// It is not one of ours.
    #[error("the token is not valid ({0}): join again with your link")]
    Invalid(String),
}

/// Issues and checks tokens with the server's key.
pub struct Tokens {
    encoding: EncodingKey,
    decoding: DecodingKey,
}

impl Tokens {
    /// Uses the key in the data folder; makes it (256 bits, file mode 0600) at the first start.
    ///
    /// # Errors
    /// The file cannot be read or made, or is not a key.
    pub fn open(data: &Path) -> anyhow::Result<Self> {
        Self::open_at(&data.join("signing.key"), true)
    }

    /// Uses the key in a file that the operator has made: 32 random bytes.
    ///
    /// # Errors
    /// The file cannot be read, or is not a key.
    pub fn from_file(path: &Path) -> anyhow::Result<Self> {
        Self::open_at(path, false)
    }

    fn open_at(path: &Path, makes: bool) -> anyhow::Result<Self> {
        let mut key = Vec::new();
        match std::fs::File::open(path) {
            Ok(mut file) => {
                file.read_to_end(&mut key)?;
            }
            Err(e) if makes && e.kind() == std::io::ErrorKind::NotFound => {
                key.resize(32, 0);
                rand::rng().fill_bytes(&mut key);
                let mut file = std::fs::OpenOptions::new()
                    .write(true)
                    .create_new(true)
                    .mode(0o600)
                    .open(path)?;
                file.write_all(&key)?;
                file.sync_all()?;
            }
            Err(e) => anyhow::bail!("reading the signing key {}: {e}", path.display()),
        }
        anyhow::ensure!(
            key.len() == 32,
            "the signing key {} has {} bytes, expected 32. Remove it to have a new one made, or make one with: \
             head -c 32 /dev/urandom; all participants then join again",
            path.display(),
            key.len()
        );
        Ok(Self::with_key(&key))
    }

    /// Uses the caller's key.
    #[must_use]
    pub fn with_key(key: &[u8]) -> Self {
        Self { encoding: EncodingKey::from_secret(key), decoding: DecodingKey::from_secret(key) }
    }

    /// Issues a token and says when it ends.
    ///
    /// # Errors
    /// The claims cannot be written as JSON, which would be our own bug.
    pub fn issue(
        &self,
        now: Timestamp,
        meeting: &MeetingId,
        participant: &ParticipantId,
        invitation: &str,
    ) -> Result<(String, Timestamp), TokenError> {
        let seconds = now.0 / 1000;
        let claims = Claims {
            iss: ISSUER.into(),
            aud: AUDIENCE.into(),
            sub: participant.clone(),
            meeting: meeting.clone(),
            invitation: invitation.into(),
            iat: seconds,
            nbf: seconds,
            exp: seconds + LIFETIME_S,
        };
        let token = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.encoding)
            .map_err(|e| TokenError::Invalid(e.to_string()))?;
        Ok((token, Timestamp(claims.exp * 1000)))
    }

    /// Checks a token at a given time.
    ///
    /// # Errors
    /// It has expired, is not valid yet, is forged, is for another audience, or has missing or unknown claims.
    pub fn check(&self, now: Timestamp, token: &str) -> Result<Claims, TokenError> {
        check_head(token)?;
        let mut rules = Validation::new(Algorithm::HS256);
        rules.set_required_spec_claims(&["exp", "nbf", "aud", "iss", "sub"]);
        rules.set_audience(&[AUDIENCE]);
        rules.set_issuer(&[ISSUER]);
        // The library reads the wall clock; times are checked below against ours.
        rules.validate_exp = false;
        rules.validate_nbf = false;
        let data = jsonwebtoken::decode::<Claims>(token, &self.decoding, &rules)
            .map_err(|e| TokenError::Invalid(e.to_string()))?;
        let (claims, seconds) = (data.claims, now.0 / 1000);
        if claims.exp.saturating_add(LEEWAY_S) <= seconds {
            return Err(TokenError::Expired);
        }
        if claims.nbf > seconds + LEEWAY_S {
            return Err(TokenError::Invalid("not good yet".into()));
        }
        if claims.iat > seconds + LEEWAY_S {
            return Err(TokenError::Invalid("issued in the future".into()));
        }
        if claims.exp.saturating_sub(claims.iat.min(claims.nbf)) > LIFETIME_S {
            return Err(TokenError::Invalid("good for too long".into()));
        }
        Ok(claims)
    }
}

/// The head of our tokens, exactly: any further field, such as `crit`, asks for something that is not done here
/// (RFC 7515 §4.1.11).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    #[serde(rename = "typ")]
    kind: String,
    alg: String,
}

fn check_head(token: &str) -> Result<(), TokenError> {
    let head = token.split('.').next().unwrap_or_default();
    let head = URL_SAFE_NO_PAD.decode(head).ok();
    let head = head.and_then(|text| serde_json::from_slice::<Head>(&text).ok());
    match head {
        Some(head) if head.kind == "JWT" && head.alg == "HS256" => Ok(()),
        Some(_) | None => Err(TokenError::Invalid("its head is not one of ours".into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_596_722_400_000);

    fn claims() -> Claims {
        let seconds = NOW.0 / 1000;
        Claims {
            iss: ISSUER.into(),
            aud: AUDIENCE.into(),
            sub: ParticipantId::new("somebody").expect("an id"),
            meeting: MeetingId::new("M").expect("an id"),
            invitation: "i0123456789".into(),
            iat: seconds,
            nbf: seconds,
            exp: seconds + LIFETIME_S,
        }
    }

    /// What is said of a token that somebody with the key has made.
    fn said(change: impl FnOnce(&mut Claims), head: impl FnOnce(&mut Header)) -> String {
        let tokens = Tokens::with_key(&[7; 32]);
        let (mut claims, mut header) = (claims(), Header::new(Algorithm::HS256));
        change(&mut claims);
        head(&mut header);
        let token = jsonwebtoken::encode(&header, &claims, &tokens.encoding).expect("a token");
        tokens.check(NOW, &token).map_or_else(|why| why.to_string(), |_| "good".into())
    }

    #[test]
    fn a_token_is_good_for_its_time_and_no_longer_than_we_issue() {
        let with = |change: fn(&mut Claims)| said(change, |_| {});
        assert_eq!(with(|_| {}), "good");
        assert_eq!(with(|c| c.iat += LEEWAY_S), "good", "clocks may differ a little");
        assert!(with(|c| c.iat += 60).contains("issued in the future"));
        assert!(with(|c| c.exp += 1).contains("good for too long"));
        assert!(with(|c| c.nbf -= 3600).contains("good for too long"));
        let ages = |c: &mut Claims| (c.iat, c.nbf, c.exp) = (u64::MAX - 9, 0, u64::MAX - 5);
        assert!(said(ages, |_| {}).contains("in the future"));
        assert!(with(|c| c.nbf += 60).contains("not good yet"));
        assert!(with(|c| c.exp = c.iat - 60).contains("expired"));
        assert!(with(|c| c.aud = "another".into()).contains("not valid"));
    }

    #[test]
    fn a_head_that_asks_for_more_is_refused() {
        let not_ours = "its head is not one of ours";
        assert!(said(|_| {}, |h| h.kid = Some("1".into())).contains(not_ours));
        assert!(said(|_| {}, |h| h.typ = None).contains(not_ours));
        let tokens = Tokens::with_key(&[7; 32]);
        let (good, _) = tokens.issue(NOW, &claims().meeting, &claims().sub, "i1").expect("issued");
        let rest = good.split_once('.').expect("three parts").1;
        for head in
            [r#"{"typ":"JWT","alg":"HS256","crit":["exp"]}"#, r#"{"typ":"JWT","alg":"none"}"#, "{}"]
        {
            let forged = format!("{}.{rest}", URL_SAFE_NO_PAD.encode(head));
            assert!(
                tokens.check(NOW, &forged).is_err_and(|why| why.to_string().contains(not_ours))
            );
        }
        assert!(tokens.check(NOW, "").is_err() && tokens.check(NOW, "a.b.c").is_err());
    }
}
