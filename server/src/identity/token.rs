//! Tokens: JWT, HS256, at most 15 minutes, renewed over the socket.

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use rand::RngCore;
use rostrum_proto::id::{MeetingId, ParticipantId};
use rostrum_proto::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use thiserror::Error;

/// How long a token is good, in seconds.
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
    /// Not good before.
    pub nbf: u64,
    /// Not good from here on.
    pub exp: u64,
}

/// A token that is not good.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum TokenError {
    /// Its time is over.
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
        let path = data.join("signing.key");
        let mut key = Vec::new();
        match std::fs::File::open(&path) {
            Ok(mut file) => {
                file.read_to_end(&mut key)?;
            }
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                key.resize(32, 0);
                rand::rng().fill_bytes(&mut key);
                let mut file = std::fs::OpenOptions::new()
                    .write(true)
                    .create_new(true)
                    .mode(0o600)
                    .open(&path)?;
                file.write_all(&key)?;
                file.sync_all()?;
            }
            Err(e) => anyhow::bail!("reading the signing key {}: {e}", path.display()),
        }
        anyhow::ensure!(
            key.len() == 32,
            "the signing key {} has {} bytes, expected 32. Remove it to have a new one made; everybody joins again then",
            path.display(),
            key.len()
        );
        Ok(Self::with_key(&key))
    }

    /// Uses a key of the caller.
    #[must_use]
    pub fn with_key(key: &[u8]) -> Self {
        Self { encoding: EncodingKey::from_secret(key), decoding: DecodingKey::from_secret(key) }
    }

    /// Issues a token and says when it ends.
    ///
    /// # Errors
    /// The claims cannot be written as JSON; that would be a fault of ours.
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

    /// Checks a token at a time.
    ///
    /// # Errors
    /// Expired, not yet good, forged, for another audience, or with claims missing or unknown.
    pub fn check(&self, now: Timestamp, token: &str) -> Result<Claims, TokenError> {
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
        if claims.exp + LEEWAY_S <= seconds {
            return Err(TokenError::Expired);
        }
        if claims.nbf > seconds + LEEWAY_S {
            return Err(TokenError::Invalid("not good yet".into()));
        }
        if claims.exp.saturating_sub(claims.iat) > LIFETIME_S {
            return Err(TokenError::Invalid("good for too long".into()));
        }
        Ok(claims)
    }
}
