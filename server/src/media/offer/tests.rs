//! Offers as browsers write them, and others.

use super::*;

/// An offer as Chromium writes it, shortened to what matters.
pub(in crate::media) fn chromium() -> String {
    let mut lines = vec!["v=0", "o=- 1 2 IN IP4 127.0.0.1", "s=-", "t=0 0"];
    lines.push("a=group:BUNDLE 0 1 2 3 4 5 6 7");
    let mut text = lines.join("\r\n") + "\r\n";
    for (number, part) in FIRST.iter().enumerate() {
        let kind = part.kind().expect("known");
        let way = if number < 2 { "sendonly" } else { "recvonly" };
        let codecs: &[&str] = match kind {
            Kind::Audio => &[
                "m=audio 9 UDP/TLS/RTP/SAVPF 111 63",
                "a=rtpmap:111 opus/48000/2",
                "a=rtpmap:63 red/48000/2",
            ],
            Kind::Video => &[
                "m=video 9 UDP/TLS/RTP/SAVPF 96 97 98",
                "a=rtpmap:96 VP8/90000",
                "a=rtcp-fb:96 goog-remb",
                "a=rtcp-fb:96 nack",
                "a=rtcp-fb:96 nack pli",
                "a=rtpmap:97 rtx/90000",
                "a=fmtp:97 apt=96",
                "a=rtpmap:98 VP9/90000",
            ],
        };
        let transport = [
            "a=rtcp-mux",
            "a=ice-ufrag:abcd",
            "a=ice-pwd:0123456789012345678901",
            "a=fingerprint:sha-256 AA:BB",
            "a=setup:actpass",
        ];
        for line in codecs.iter().chain(&transport) {
            text += &format!("{line}\r\n");
        }
        text += &format!("a=mid:{number}\r\na={way}\r\na=extmap:1 {AUDIO_LEVEL}\r\n");
    }
    text += "a=ssrc:77 cname:x\r\n";
    text
}

#[test]
fn an_honest_offer_is_read() {
    let offer = Offer::read(&chromium().into()).expect("valid");
    assert_eq!(offer.fragment, "abcd");
    assert_eq!(offer.fingerprints, ["AA:BB",]);
    let camera = &offer.sections[1];
    assert_eq!((camera.payload_type, camera.retransmission), (96, Some(97)));
    assert_eq!(camera.feedback, ["nack", "nack pli", "goog-remb"]);
    assert_eq!(offer.sections[0].audio_level, Some(1));
    assert_eq!(offer.sections[7].ssrcs, [77]);
}

#[test]
fn a_refusal_says_what_was_expected() {
    let refusal =
        |text: &str| Offer::read(&text.to_owned().into()).expect_err("refused").to_string();
    assert!(refusal("hello").contains("v=0"));
    assert!(refusal("v=0\r\n").contains("0 media sections, expected 8"));
    assert!(refusal(&chromium().replace("VP8", "AV1")).contains("section 1 does not offer VP8"));
    assert!(refusal(&chromium().replace("opus", "G722")).contains("opus"));
    assert!(refusal(&chromium().replace("sendonly", "recvonly")).contains("must be sendonly"));
    assert!(refusal(&chromium().replacen("m=audio", "m=video", 1)).contains("must be audio"));
    assert!(refusal(&chromium().replace("BUNDLE 0", "BUNDLE")).contains("BUNDLE"));
    assert!(refusal(&chromium().replace("sha-256", "sha-1")).contains("fingerprint"));
    assert!(refusal(&"a".repeat(MAX_OFFER + 1)).contains("longer"));
}

#[test]
fn ids_have_every_character_that_they_may_have() {
    let ids = ["audio_0", "camera.1", "a-b", "~", "{x}", "!#$%&'*+-.^_`|", &"x".repeat(64), "9"];
    let mut text =
        chromium().replace("BUNDLE 0 1 2 3 4 5 6 7", &format!("BUNDLE {}", ids.join(" ")));
    for (number, id) in ids.iter().enumerate() {
        text = text.replace(&format!("a=mid:{number}\r"), &format!("a=mid:{id}\r"));
    }
    let offer = Offer::read(&text.clone().into()).expect("valid");
    assert_eq!(offer.sections.iter().map(|s| s.mid.as_str()).collect::<Vec<_>>(), ids);
    for bad in ["a b", "\"", "(", ",", "/", ":", "é", "", &"x".repeat(65)] {
        let text = chromium().replace("a=mid:3\r", &format!("a=mid:{bad}\r"));
        assert!(Offer::read(&text.clone().into()).is_err(), "{bad}");
    }
}

#[test]
fn a_listener_without_devices_may_offer_inactive_sections() {
    let offer = Offer::read(&chromium().replace("sendonly", "inactive").into()).expect("valid");
    assert!(!offer.sections[0].flows && !offer.sections[1].flows);
    assert!(offer.sections[2].flows);
}

#[test]
fn an_offer_cut_anywhere_does_no_harm() {
    let whole = chromium();
    for length in 0..whole.len() {
        let _ = Offer::read(&whole[..length].to_owned().into());
    }
}
