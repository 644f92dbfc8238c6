//! Plain STUN (RFC 8489 §6.3.1), as any program sends it to learn whether UDP passes and from which address it
//! comes. It names nobody and nothing is kept of it. Its sender may be forged and the answer is longer than the
//! request, by 12 bytes or 24 of IPv6: it is given seldom, so that it is of no use against anybody.

use rtc_stun::attributes::RawAttribute;
use rtc_stun::message::{BINDING_REQUEST, BINDING_SUCCESS, Message};
use rtc_stun::xoraddr::XorMappedAddress;
use std::net::SocketAddr;
use std::time::Instant;

/// Attributes from here on need not be understood (RFC 8489 §14).
const FIRST_OPTIONAL: u16 = 0x8000;
/// Answers at once, and each second.
const ALLOWED: f64 = 50.0;

/// Answers plain requests, as long as there are few.
#[derive(Debug)]
pub(super) struct Reflector {
    left: f64,
    filled_at: Instant,
}

impl Reflector {
    pub(super) fn new(now: Instant) -> Self {
        Self { left: ALLOWED, filled_at: now }
    }

    /// The answer, if `packet` is a plain request and there were not too many.
    pub(super) fn answer(
        &mut self,
        packet: &[u8],
        from: SocketAddr,
        now: Instant,
    ) -> Option<Vec<u8>> {
        let passed = now.saturating_duration_since(self.filled_at).as_secs_f64();
        self.left = (self.left + passed * ALLOWED).min(ALLOWED);
        self.filled_at = now;
        if self.left < 1.0 {
            return None;
        }
        let answer = answer(packet, from)?;
        self.left -= 1.0;
        Some(answer)
    }
}

fn answer(packet: &[u8], from: SocketAddr) -> Option<Vec<u8>> {
    let mut message = Message::new();
    message.unmarshal_binary(packet).ok()?;
    let optional = |attribute: &RawAttribute| attribute.typ.value() >= FIRST_OPTIONAL;
    if message.typ != BINDING_REQUEST || !message.attributes.0.iter().all(optional) {
        return None;
    }
    let mut response = Message::new();
    let (ip, port) = (from.ip().to_canonical(), from.port());
    response
        .build(&[
            Box::new(message.transaction_id),
            Box::new(BINDING_SUCCESS),
            Box::new(XorMappedAddress { ip, port }),
        ])
        .ok()?;
    Some(response.raw)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rtc_stun::attributes::ATTR_USERNAME;
    use rtc_stun::message::{Getter, TransactionId};
    use rtc_stun::textattrs::TextAttribute;
    use std::time::Duration;

    fn plain() -> Vec<u8> {
        let mut message = Message::new();
        message
            .build(&[Box::<TransactionId>::default(), Box::new(BINDING_REQUEST)])
            .expect("a request");
        message.raw
    }

    #[test]
    fn a_plain_request_is_told_where_it_comes_from() {
        let from: SocketAddr = "[::ffff:192.0.2.7]:4711".parse().expect("address");
        let (asked, now) = (plain(), Instant::now());
        let answer = Reflector::new(now).answer(&asked, from, now).expect("answered");
        assert_eq!((asked.len(), answer.len()), (20, 32));
        let mut message = Message::new();
        message.unmarshal_binary(&answer).expect("readable");
        assert_eq!(message.transaction_id.0, asked[8..20]);
        let mut mapped = XorMappedAddress::default();
        mapped.get_from(&message).expect("there");
        assert_eq!((mapped.ip.to_string().as_str(), mapped.port), ("192.0.2.7", 4711));
        assert_eq!(Reflector::new(now).answer(&answer, from, now), None, "no answer to an answer");
    }

    #[test]
    fn answers_are_few() {
        let from = "192.0.2.7:4711".parse().expect("address");
        let now = Instant::now();
        let mut reflector = Reflector::new(now);
        let mut answered =
            |now| (0..1_000).filter(|_| reflector.answer(&plain(), from, now).is_some()).count();
        assert_eq!(answered(now), 50);
        assert_eq!(answered(now + Duration::from_millis(500)), 25);
    }

    #[test]
    fn what_asks_for_more_is_not_plain() {
        let mut message = Message::new();
        let name = TextAttribute::new(ATTR_USERNAME, "a:b".to_owned());
        message
            .build(&[Box::<TransactionId>::default(), Box::new(BINDING_REQUEST), Box::new(name)])
            .expect("a request");
        let from = "192.0.2.7:4711".parse().expect("address");
        assert_eq!(answer(&message.raw, from), None);
        assert_eq!(answer(&[0; 20], from), None);
    }
}
