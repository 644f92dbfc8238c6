//! What is seen beside the speaker, at real browsers: the pictures of delegations, and a screen. By the names that a screen
//! reader says.
#![allow(clippy::unwrap_used, reason = "tests say so when they fail")]

use rostrum_proto::meeting::command::Command;
use rostrum_tests::browser::{Driver, Person};
use rostrum_tests::calls::tunisia_speaks;
use rostrum_tests::guest::{Guest, seat};
use rostrum_tests::hall::Hall;
use tokio::sync::Mutex;

/// Waits until a picture moves that is called so, at most so wide.
async fn sees(person: &Person, label: &str, widest: u32) {
    let script = format!(
        "const video = document.querySelector('video[aria-label=\"{label}\"]');
         if (!video || !video.checkVisibility() || !video.videoWidth || video.videoWidth > {widest}) return false;
         const seen = video.getVideoPlaybackQuality().totalVideoFrames;
         video.dataset.first ??= seen;
         return seen > Number(video.dataset.first) + 3;"
    );
    person.until(&format!("a moving picture: {label}"), &script).await;
}

async fn sees_no(person: &Person, label: &str) {
    let script = format!("return !document.querySelector('video[aria-label=\"{label}\"]')");
    person.until(&format!("no picture any more: {label}"), &script).await;
}

/// The President does something, on a device that has just come.
async fn presides(hall: &Hall, command: Command) {
    let mut chair = Guest::joins(hall, "IDN-chair").await;
    chair.until("the meeting", |guest| guest.meeting.is_some()).await;
    chair.does(command).await;
}

/// One test after the other: where five browsers begin at once, one has been left without a microphone.
static ALONE: Mutex<()> = Mutex::const_new(());

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn seats_are_seen_small_and_as_their_viewer_wishes() {
    let _alone = ALONE.lock().await;
    let hall = Hall::open().await;
    let driver = Driver::start().await.expect("chromedriver; `cargo xtask test` installs it");
    let tunisia = driver.person(390, 844, "en").await.unwrap();
    let france = driver.person(1440, 900, "en").await.unwrap();
    let vietnam = driver.person(1280, 720, "en").await.unwrap();
    tunisia.joins(&hall.link("TUN-delegate")).await;
    france.joins(&hall.link("FRA-delegate")).await;
    vietnam.joins(&hall.link("VNM-delegate")).await;
    let people = [&tunisia, &france, &vietnam];
    tunisia_speaks(&hall, &["TUN", "FRA", "VNM"], &people).await;

    // A quarter of what a camera sends.
    sees(&france, "Picture of Viet Nam", 160).await;
    sees(&vietnam, "Picture of France", 160).await;
    // Who is on the stage is not shown twice, and nobody has to see themselves.
    sees_no(&france, "Picture of Tunisia").await;
    sees_no(&france, "Picture of France").await;
    // A phone has none unless its user wants them.
    sees_no(&tunisia, "Picture of France").await;
    let found = france.sits_for("gallery").await;

    // Whoever gets the floor is seen large, and small again afterwards.
    tunisia.finishes().await;
    presides(&hall, Command::GiveFloor { seat: seat("VNM") }).await;
    vietnam.presses("Start speaking").await;
    sees_no(&france, "Picture of Viet Nam").await;
    sees(&france, "Picture of Tunisia", 160).await;
    france.sees_and_hears_the_floor().await;

    france.opens_more().await;
    france.presses("Hide the pictures of delegations").await;
    sees_no(&france, "Picture of Tunisia").await;
    france.presses("Show the pictures of delegations").await;
    sees(&france, "Picture of Tunisia", 160).await;

    presides(&hall, Command::ShowGallery { shown: false }).await;
    sees_no(&france, "Picture of Tunisia").await;
    assert!(found.is_empty(), "{found:#?}");
    for person in [tunisia, france, vietnam] {
        person.quits().await;
    }
}

/// A page of text, as somebody would show it; drawn again and again, as screens are.
const PAGE: &str = "
    window.page = () => {
        const page = document.createElement('canvas');
        [page.width, page.height] = [1280, 720];
        const draw = () => {
            const pen = page.getContext('2d');
            pen.fillStyle = '#fff';
            pen.fillRect(0, 0, 1280, 720);
            pen.fillStyle = '#111';
            pen.font = '24px sans-serif';
            for (let line = 0; line < 20; line++)
                pen.fillText('S/2020/' + (700 + line) + '  Threats to international peace and security', 60, 60 + line * 32);
        };
        draw();
        window.drawing = setInterval(draw, 200);
        return page;
    };
    navigator.mediaDevices.getDisplayMedia = async () => window.shared = window.page().captureStream(5);";

/// How far what is seen is from that page, on average, in 255ths.
const LIKENESS: &str = "
    const video = document.querySelector('video[aria-label=\"Screen: France\"]');
    if (video?.videoWidth !== 1280) return 255;
    const pixels = what => {
        const canvas = document.createElement('canvas');
        [canvas.width, canvas.height] = [1280, 720];
        const pen = canvas.getContext('2d');
        pen.drawImage(what, 0, 0, 1280, 720);
        return pen.getImageData(0, 0, 1280, 720).data;
    };
    const [seen, page] = [pixels(video), pixels(window.reference ??= window.page())];
    let apart = 0, ink = 0;
    // Where there is text: elsewhere everything is white.
    for (let at = 0; at < page.length; at += 4)
        if (page[at] < 128) { ink++; apart += Math.abs(seen[at + 1] - page[at + 1]); }
    return ink ? apart / ink : 255;";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_screen_is_shown_and_can_be_read() {
    let _alone = ALONE.lock().await;
    let hall = Hall::open().await;
    let driver = Driver::start().await.expect("chromedriver; `cargo xtask test` installs it");
    let tunisia = driver.person(1440, 900, "en").await.unwrap();
    let france = driver.person(1280, 720, "en").await.unwrap();
    for person in [&tunisia, &france] {
        person.begins_with(PAGE).await;
    }
    tunisia.joins(&hall.link("TUN-delegate")).await;
    france.joins(&hall.link("FRA-delegate")).await;
    let people = [&tunisia, &france];
    tunisia_speaks(&hall, &["TUN", "FRA"], &people).await;

    france.opens_more().await;
    france.presses("Ask to share your screen").await;
    let mut chair = Guest::joins(&hall, "IDN-chair").await;
    let asks = |guest: &Guest| {
        let asked = guest.meeting.as_ref().map(|m| m.presentation.asked.contains(&seat("FRA")));
        asked == Some(true)
    };
    chair.until("the request", asks).await;
    chair.does(Command::GivePresentation { seat: seat("FRA") }).await;
    france.reads("You may share your screen. Choose what to share.").await;
    let mut found = france.sits_for("screen-given").await;
    france.presses("Share your screen").await;
    france.reads("Everybody sees your screen.").await;
    sees(&tunisia, "Screen: France", 1280).await;
    let readable = format!("const apart = (() => {{ {LIKENESS} }})(); return apart < 60;");
    tunisia.until("text that can be read", &readable).await;
    found.extend(tunisia.sits_for("presentation").await);

    // The browser's own button ends it; the screen is still ours.
    france
        .says("const [track] = window.shared.getVideoTracks(); track.stop(); track.dispatchEvent(new Event('ended'));")
        .await;
    sees_no(&tunisia, "Screen: France").await;
    france.reads("You may share your screen. Choose what to share.").await;
    france.presses("Share your screen").await;
    sees(&tunisia, "Screen: France", 1280).await;
    // Taken back, nothing is captured any more.
    presides(&hall, Command::TakePresentationBack {}).await;
    france.reads("The President has ended your screen sharing.").await;
    sees_no(&tunisia, "Screen: France").await;
    france
        .until(
            "no screen is captured",
            "return window.shared.getVideoTracks()[0].readyState === 'ended'",
        )
        .await;
    assert!(found.is_empty(), "{found:#?}");
    for person in [tunisia, france] {
        person.quits().await;
    }
}
