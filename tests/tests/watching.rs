//! A viewer's page at a real browser: how loud it is, and the whole screen.
#![allow(clippy::unwrap_used, reason = "tests say so when they fail")]

use rostrum_tests::Hall;
use rostrum_tests::browser::Driver;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_watches_has_the_volume_and_the_whole_screen() {
    let hall = Hall::open().await;
    let driver = Driver::start().await.expect("chromedriver; `cargo xtask test` installs it");
    let viewer = driver.person(1280, 720, "en").await.unwrap();
    viewer.opens(&hall.link("public")).await;
    viewer.reads("This page becomes the meeting by itself.").await;
    let _people = hall.session().await;
    viewer.reads("Volume").await;

    let quieter = "
        const slider = [...document.querySelectorAll('label')].find(l => l.innerText.startsWith('Volume')).querySelector('input');
        slider.value = 30;
        slider.dispatchEvent(new Event('input'));
        // The last is the channel, which is silent as long as nobody listens to it.
        const sounds = [...document.querySelectorAll('audio')].slice(0, -1);
        return sounds.length > 0 && sounds.every(a => Math.abs(a.volume - 0.3) < 0.01)";
    viewer.until("a third of the volume", quieter).await;
    viewer.photographs("viewer-tools").await;
    viewer.keys("Full screen").await;
    let whole = "return document.fullscreenElement?.classList.contains('picture') ?? false";
    viewer.until("the whole screen", whole).await;
    viewer.photographs("viewer-full-screen").await;
    viewer.keys("Leave full screen").await;
    viewer.until("the page again", "return document.fullscreenElement === null").await;
    viewer.quits().await;
}
