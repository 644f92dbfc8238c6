//! Our files as somebody else's player finds them. Where there is no ffmpeg this says so and checks nothing.

use crate::chance::ms;
use crate::ogg_opus;
use rostrum_recording::{Labels, OpusFile, Webm, repair};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && said.is_empty(), "{program} {arguments:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

/// How long it says it is, in milliseconds.
fn length(path: &Path) -> f64 {
    let path = path.to_str().unwrap();
    let arguments = ["-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", path];
    run("ffprobe", &arguments).trim().parse::<f64>().unwrap() * 1_000.0
}

/// Decodes all of it from there on; what cannot be decoded stops the test. How many frames there were.
fn decode(path: &Path, from: &str) {
    let path = path.to_str().unwrap();
    run("ffmpeg", &["-v", "error", "-xerror", "-ss", from, "-i", path, "-f", "null", "-"]);
}

/// Frames of an IVF file: 32 bytes of head, then for each frame its length, eight bytes and the frame.
fn frames(path: &Path) -> Vec<Vec<u8>> {
    let bytes = fs::read(path).unwrap();
    let (mut at, mut frames) = (32, Vec::new());
    while at < bytes.len() {
        let length = u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
        frames.push(bytes[at + 12..at + 12 + length].to_vec());
        at += 12 + length;
    }
    frames
}

#[test]
fn finished_and_repaired_files_play_elsewhere() {
    if Command::new("ffmpeg").arg("-version").output().is_err() {
        let note = b"finished_and_repaired_files_play_elsewhere: NOT CHECKED, there is no ffmpeg\n";
        std::io::stderr().write_all(note).unwrap();
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (ivf, opus) = (at("picture.ivf"), at("sound.opus"));
    let picture = "testsrc=size=320x180:rate=25:duration=8";
    let vp8 = ["-c:v", "libvpx", "-b:v", "200k", "-g", "50", "-deadline", "realtime"];
    let input = ["-v", "error", "-f", "lavfi", "-i"];
    run("ffmpeg", &[&input[..], &[picture], &vp8, &[ivf.to_str().unwrap()]].concat());
    let sound = ["sine=frequency=440:duration=8", "-c:a", "libopus", opus.to_str().unwrap()];
    run("ffmpeg", &[&input[..], &sound].concat());

    let (floor, voice) = (at("floor.webm"), at("voice.opus"));
    let mut webm = Webm::create(&floor, "The floor", 1_596_722_400_000).unwrap();
    let mut file = OpusFile::create(&voice, &Labels::default(), 9).unwrap();
    let mut packets = (0_u64..).zip(ogg_opus::read(&fs::read(&opus).unwrap()).packets).peekable();
    for (number, frame) in (0_u64..).zip(frames(&ivf)) {
        webm.picture(ms(number * 40), frame[0] & 1 == 0, &frame).unwrap();
        while let Some((count, packet)) = packets.next_if(|(count, _)| count * 20 <= number * 40) {
            webm.sound(ms(count * 20), &packet).unwrap();
            file.write(ms(count * 20), &packet).unwrap();
        }
    }
    let before_end = fs::read(&floor).unwrap();
    webm.finish().unwrap();
    file.finish(ms(8_000)).unwrap();
    for (path, expected) in [(&floor, 7_993.0), (&voice, 8_000.0)] {
        assert!(
            (length(path) - expected).abs() < 21.0,
            "{} plays {} ms",
            path.display(),
            length(path)
        );
        decode(path, "0");
        decode(path, "5.3");
    }
    let torn = at("torn.webm");
    fs::write(&torn, &before_end[..before_end.len() / 2]).unwrap();
    repair(&torn).unwrap();
    decode(&torn, "0");
    decode(&torn, "2.1");
    assert!((1_000.0..7_000.0).contains(&length(&torn)), "{}", length(&torn));
    let voice_bytes = fs::read(&voice).unwrap();
    let torn = at("torn.opus");
    fs::write(&torn, &voice_bytes[..voice_bytes.len() * 3 / 5]).unwrap();
    repair(&torn).unwrap();
    decode(&torn, "0");
    decode(&torn, "2.1");
}
