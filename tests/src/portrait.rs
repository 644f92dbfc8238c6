//! Portraits of a screen: on a phone and on a desk, by day and by night, in a language written from the
//! left and in one written from the right. axe-core looks at each and must find nothing.

use crate::browser::{Person, target};
use serde_json::json;

/// Opposite corners, one direction, width and light each: what is wrong in one of all twelve is nearly always wrong in
/// one of these. A portrait takes seconds where other browsers are at work beside it, and screens are made of the same
/// parts: each sits in one of the two, by its name. Who wants to look at all, and at the windows, the plates and the
/// colours that a reader chose, sets `ROSTRUM_PORTRAITS=all`.
const PORTRAITS: [(&str, (u32, u32), &str); 2] = [("ar", PHONE, "dark"), ("en", DESK, "light")];
const PHONE: (u32, u32) = (390, 844);
const DESK: (u32, u32) = (1440, 900);
/// A small laptop, a page at 200 %, a wall: in English, by day.
const WINDOWS: [(&str, u32, u32); 3] =
    [("laptop", 1280, 720), ("zoomed", 720, 450), ("wall", 3840, 2160)];
/// The screens that stand on a wall.
const ON_A_WALL: [&str; 2] = ["stage-speaking", "chair"];
/// What is always in sight takes at most so much of the window, of 1.
const MAX_FOOT: f64 = 0.62;

/// Runs axe-core and gives what it finds.
const AXE: &str = "
    const done = arguments[arguments.length - 1];
    axe.run(document, { resultTypes: ['violations'] }).then(
        found => done(found.violations.map(v =>
            `${v.id}: ${v.help}\\n` + v.nodes.map(n => '    ' + n.html.slice(0, 240)).join('\\n'))),
        why => done([String(why)]));";

/// Two frames later everything asked for is on the screen.
const DRAWN: &str = "
    const done = arguments[arguments.length - 1];
    document.getAnimations().forEach(a => a.finish());
    requestAnimationFrame(() => requestAnimationFrame(() => done(true)));";

/// Whether every portrait is wanted.
fn all_wanted() -> bool {
    std::env::var_os("ROSTRUM_PORTRAITS").is_some_and(|which| which == "all")
}

fn wanted(name: &str) -> Vec<(&'static str, (u32, u32), &'static str)> {
    if !all_wanted() {
        return vec![PORTRAITS[name.len() % PORTRAITS.len()]];
    }
    let widths = [PHONE, DESK].into_iter();
    let all = widths.flat_map(|width| ["light", "dark"].map(|light| (width, light)));
    let all = all.flat_map(|(width, light)| ["ar", "zh", "en"].map(|lang| (lang, width, light)));
    all.collect()
}

impl Person {
    /// Takes portraits of the screen, as `target/screenshots/<name>-<lang>-<width>-<light>.png`, and
    /// gives what keeps somebody from using it.
    pub async fn sits_for(&self, name: &str) -> Vec<String> {
        let mut found = Vec::new();
        for (lang, (width, height), light) in wanted(name) {
            self.chooses_language(lang).await;
            self.sized(width, height).await;
            let wish = json!({ "features": [{ "name": "prefers-color-scheme", "value": light }] });
            self.commands("Emulation.setEmulatedMedia", wish).await;
            self.says_later(DRAWN).await;
            let picture = format!("{name}-{lang}-{width}-{light}");
            self.photographs(&picture).await;
            found.extend(self.too_wide().await.map(|px| format!("{picture}: {px} px too wide")));
            for violation in self.axe().await {
                found.push(format!("{picture}: {violation}"));
            }
        }
        found.extend(self.cut_names(name).await);
        self.chooses_language("en").await;
        for (window, width, height) in WINDOWS {
            // A wall takes seconds to be drawn: of the screens that stand there only.
            if window == "wall" && !ON_A_WALL.contains(&name) {
                continue;
            }
            self.sized(width, height).await;
            if all_wanted() {
                self.photographs(&format!("{name}-{window}")).await;
            }
            found.extend(
                self.too_wide().await.map(|px| format!("{name} at {width} px: {px} px too wide")),
            );
            found.extend(self.crowded().await.map(|foot| {
                format!("{name} at {width} × {height}: the controls take {foot:.2} of the window")
            }));
        }
        // The smallest phone: nothing may stand out.
        self.sized(360, 640).await;
        found.extend(self.too_wide().await.map(|px| format!("{name} at 360 px: {px} px too wide")));
        if all_wanted() {
            // Colours that the reader chose.
            self.sized(1440, 900).await;
            let chosen = json!({ "features": [{ "name": "forced-colors", "value": "active" }] });
            self.commands("Emulation.setEmulatedMedia", chosen).await;
            self.says_later(DRAWN).await;
            self.photographs(&format!("{name}-forced-colours")).await;
        }
        self.commands("Emulation.setEmulatedMedia", json!({ "features": [] })).await;
        self.commands("Emulation.clearDeviceMetricsOverride", json!({})).await;
        found
    }

    async fn sized(&self, width: u32, height: u32) {
        let size =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.commands("Emulation.setDeviceMetricsOverride", size).await;
        self.says_later(DRAWN).await;
    }

    /// How much of the window the foot of the stage takes, if it is too much.
    async fn crowded(&self) -> Option<f64> {
        let foot = "return (document.querySelector('.foot')?.offsetHeight ?? 0) \
                    * (document.body.currentCSSZoom ?? 1) / innerHeight";
        self.says(foot).await.as_f64().filter(|part| *part > MAX_FOOT)
    }

    /// The names on the plates that are cut, in the language with the longest.
    async fn cut_names(&self, name: &str) -> Vec<String> {
        if !self.says("return !!document.querySelector('.table')").await.as_bool().unwrap_or(false)
        {
            return vec![];
        }
        self.sized(1440, 900).await;
        let mut found = Vec::new();
        for lang in if all_wanted() { &["ru", "en"][..] } else { &["ru"] } {
            self.chooses_language(lang).await;
            self.says_later(DRAWN).await;
            if all_wanted() {
                self.photographs(&format!("{name}-{lang}-1440-plates")).await;
            }
            let cut = "return [...document.querySelectorAll('.seat-name')]
                .filter(n => n.scrollHeight > n.clientHeight + 2 || n.scrollWidth > n.clientWidth + 1
                    || n.getBoundingClientRect().bottom > n.closest('.seat').getBoundingClientRect().bottom + 1)
                .map(n => n.innerText)";
            let cut: Vec<String> = serde_json::from_value(self.says(cut).await).unwrap();
            found.extend(
                cut.into_iter().map(|n| format!("{name} in {lang}: {n} is cut on its plate")),
            );
        }
        found
    }

    async fn too_wide(&self) -> Option<i64> {
        let sideways = "return document.documentElement.scrollWidth - innerWidth";
        self.says(sideways).await.as_i64().filter(|over| *over > 0)
    }

    /// Runs axe-core; gives what it finds.
    pub async fn axe(&self) -> Vec<String> {
        if !self.says("return typeof axe === 'object'").await.as_bool().unwrap_or(false) {
            let path = target().join("npm/node_modules/axe-core/axe.min.js");
            let source = std::fs::read_to_string(&path).unwrap_or_else(|why| {
                panic!("{}: {why}; `cargo xtask test` installs axe-core", path.display())
            });
            self.says(&source).await;
        }
        let found = self.says_later(AXE).await;
        serde_json::from_value(found).unwrap()
    }

    /// Chooses the language of the interface.
    pub async fn chooses_language(&self, lang: &str) {
        let choose = format!(
            "const s = document.getElementById('language'); if (!s) return false; \
             if (document.documentElement.lang === {lang:?}) return true; \
             s.value = {lang:?}; s.dispatchEvent(new Event('change', {{ bubbles: true }})); return false;"
        );
        self.until(&format!("the page in {lang}"), &choose).await;
    }
}
