//! Camera, microphone and connection, in words: before joining, and in *Devices*.

use crate::core::model::{DeviceState, Model, RtcState, Sound};
use crate::core::text;

/// What could go wrong with these devices, the gravest first.
#[must_use]
pub fn warnings(model: &Model) -> Vec<&'static str> {
    if !model.has_devices() {
        return vec![];
    }
    let lang = model.lang;
    let devices = &model.devices;
    let unusable = |d| matches!(d, DeviceState::Missing | DeviceState::Refused);
    let mut warnings = Vec::new();
    match (devices.camera, devices.microphone) {
        (DeviceState::Refused, DeviceState::Refused) => {
            return vec![text::warn_both_refused(lang)];
        }
        (camera, microphone) => {
            if unusable(microphone) {
                warnings.push(text::warn_no_microphone(lang));
            }
            if unusable(camera) {
                warnings.push(text::warn_no_camera(lang));
            }
        }
    }
    if devices.microphone == DeviceState::Live
        && model.sound == Sound::Silent
        && model.heard_at.is_none()
    {
        warnings.push(text::warn_silent(lang));
    }
    if devices.looks_built_in() {
        warnings.push(text::warn_built_in(lang));
    }
    warnings
}

/// How the microphone is, and whether something is to be done about it.
#[must_use]
pub fn microphone(model: &Model) -> (&'static str, bool) {
    let lang = model.lang;
    // A pause is no fault: only of a microphone that was never heard is anything to be done.
    let sound = match model.sound {
        Sound::Silent if model.heard_at.is_some() => Sound::Unmeasured,
        sound => sound,
    };
    match (model.devices.microphone, sound) {
        (DeviceState::Live, Sound::Heard) => (text::sound_heard(lang), false),
        (DeviceState::Live, Sound::Silent) => (text::sound_silent(lang), true),
        (DeviceState::Live, Sound::Unmeasured) => (text::speak_to_test(lang), false),
        (DeviceState::Muted, _) => (text::microphone_muted(lang), true),
        (DeviceState::Asking | DeviceState::Off, _) => (text::device_asking(lang), false),
        (DeviceState::Missing, _) => (text::microphone_lost(lang), true),
        (DeviceState::Refused, _) => (text::microphone_refused(lang), true),
    }
}

/// How the connection is, and whether something is wrong with it.
#[must_use]
pub fn connection(model: &Model) -> (&'static str, bool) {
    let lang = model.lang;
    match (model.link.is_up(), model.media.refused, model.media.state) {
        (false, ..) => (text::link_lost(lang), true),
        (true, true, _) => (text::media_refused(lang), true),
        (true, false, RtcState::Up) => (text::connection_good(lang), false),
        (true, false, RtcState::Starting) => (text::connection_coming(lang), false),
        (true, false, RtcState::Interrupted | RtcState::Failed) => (text::media_lost(lang), true),
    }
}
