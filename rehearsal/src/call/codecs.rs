//! What is offered: Opus with the audio level, VP8 with retransmission, all packets numbered. The callers of the tests
//! offer the same.

use crate::packets::{OPUS, VP8};
use rtc::media_stream::MediaStreamTrack;
use rtc::peer_connection::configuration::media_engine::{
    MIME_TYPE_OPUS, MIME_TYPE_RTX, MIME_TYPE_VP8, MediaEngine,
};
use rtc::rtp_transceiver::rtp_sender::{
    RTCPFeedback, RTCRtpCodec, RTCRtpCodecParameters, RTCRtpCodingParameters,
    RTCRtpEncodingParameters, RTCRtpHeaderExtensionCapability, RTCRtpRtxParameters, RtpCodecKind,
};
use std::sync::Arc;
use webrtc::media_stream::Track as _;
use webrtc::media_stream::track_local::TrackLocal as _;
use webrtc::media_stream::track_local::static_rtp::TrackLocalStaticRTP;
use webrtc::rtp_transceiver::{RTCRtpTransceiverDirection, RTCRtpTransceiverInit};

const RTX: u8 = 97;
const AUDIO_LEVEL: &str = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
const TRANSPORT_SEQUENCE: &str =
    "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";

/// What a call speaks.
///
/// # Errors
/// The library knows a codec or an extension otherwise.
pub fn engine() -> anyhow::Result<MediaEngine> {
    let mut engine = MediaEngine::default();
    let codecs = [
        (opus(), OPUS, RtpCodecKind::Audio),
        (vp8(), VP8, RtpCodecKind::Video),
        (rtx(), RTX, RtpCodecKind::Video),
    ];
    for (rtp_codec, payload_type, kind) in codecs {
        engine.register_codec(RTCRtpCodecParameters { rtp_codec, payload_type }, kind)?;
    }
    let extensions = [
        (AUDIO_LEVEL, RtpCodecKind::Audio),
        (TRANSPORT_SEQUENCE, RtpCodecKind::Audio),
        (TRANSPORT_SEQUENCE, RtpCodecKind::Video),
    ];
    for (uri, kind) in extensions {
        let extension = RTCRtpHeaderExtensionCapability { uri: uri.to_owned() };
        engine.register_header_extension(extension, kind, None)?;
    }
    Ok(engine)
}

/// Opus (RFC 7587).
#[must_use]
pub fn opus() -> RTCRtpCodec {
    RTCRtpCodec {
        mime_type: MIME_TYPE_OPUS.to_owned(),
        clock_rate: 48_000,
        channels: 2,
        sdp_fmtp_line: "minptime=10;useinbandfec=1".to_owned(),
        rtcp_feedback: vec![feedback("transport-cc", "")],
    }
}

/// VP8 (RFC 7741), whose lost packets are sent again.
#[must_use]
pub fn vp8() -> RTCRtpCodec {
    RTCRtpCodec {
        mime_type: MIME_TYPE_VP8.to_owned(),
        clock_rate: 90_000,
        channels: 0,
        sdp_fmtp_line: String::new(),
        rtcp_feedback: vec![
            feedback("nack", ""),
            feedback("nack", "pli"),
            feedback("transport-cc", ""),
        ],
    }
}

fn rtx() -> RTCRtpCodec {
    RTCRtpCodec {
        mime_type: MIME_TYPE_RTX.to_owned(),
        clock_rate: 90_000,
        channels: 0,
        sdp_fmtp_line: format!("apt={VP8}"),
        rtcp_feedback: vec![],
    }
}

fn feedback(typ: &str, parameter: &str) -> RTCPFeedback {
    RTCPFeedback { typ: typ.to_owned(), parameter: parameter.to_owned() }
}

/// What is sent under an SSRC; a picture is sent again under the next.
#[must_use]
pub fn track(
    name: &str,
    kind: RtpCodecKind,
    codec: RTCRtpCodec,
    ssrc: u32,
) -> Arc<TrackLocalStaticRTP> {
    let is_picture = kind == RtpCodecKind::Video;
    let rtx = is_picture.then_some(RTCRtpRtxParameters { ssrc: ssrc.wrapping_add(1) });
    let numbers = RTCRtpCodingParameters { ssrc: Some(ssrc), rtx, ..Default::default() };
    let encoding =
        RTCRtpEncodingParameters { rtp_coding_parameters: numbers, codec, ..Default::default() };
    let (stream, id, label) = ("rehearsal".to_owned(), name.to_owned(), name.to_owned());
    let track = MediaStreamTrack::new(stream, id, label, kind, vec![encoding]);
    Arc::new(TrackLocalStaticRTP::new(track))
}

/// Only up.
pub async fn one_way(track: &TrackLocalStaticRTP) -> RTCRtpTransceiverInit {
    RTCRtpTransceiverInit {
        direction: RTCRtpTransceiverDirection::Sendonly,
        streams: vec![track.stream_id().await],
        send_encodings: track.track().await.codings().to_vec(),
    }
}
