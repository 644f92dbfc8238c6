//! The fonts come from the machine. One that is missing is named when a paper needs it, and not before.

mod support;

use rostrum_press::{Failure, Fonts};
use rostrum_proto::lang::Lang;
use std::path::{Path, PathBuf};
use support::{letter, paragraph, paragraph_in, solid_text_of};

const NOTO: &str = "/usr/share/fonts/truetype/noto";

/// A folder with these fonts of the machine and no others.
struct Folder(PathBuf);

impl Folder {
    fn with(name: &str, files: &[&str]) -> Self {
        let folder =
            std::env::temp_dir().join(format!("rostrum-press-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder for the test");
        for file in files {
            let link = std::os::unix::fs::symlink(Path::new(NOTO).join(file), folder.join(file));
            link.expect("a link to a font");
        }
        Self(folder)
    }

    fn fonts(&self) -> Fonts {
        Fonts::open(std::slice::from_ref(&self.0))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left of it is in the way of nobody.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn without_fonts_nothing_is_printed_and_the_package_is_named() {
    let why = rostrum_press::print(&letter(Lang::En, vec![]), &Fonts::open(&["/nowhere".into()]));
    assert_eq!(
        why.expect_err("there are no fonts").to_string(),
        "no font for Latin and Cyrillic: install fonts-noto-core, or name the folder that holds \
         NotoSerif-Regular by --fonts"
    );
}

#[test]
fn a_machine_without_arabic_prints_english() {
    let folder = Folder::with("latin", &["NotoSerif-Regular.ttf", "NotoSerif-Bold.ttf"]);
    let fonts = folder.fonts();
    let pdf = rostrum_press::print(&letter(Lang::En, vec![paragraph("We meet.")]), &fonts);
    assert!(solid_text_of(&pdf.expect("it has the letters")).contains("Wemeet."));
    for (lang, sentence) in [
        (Lang::Ar, "no font for Arabic: install fonts-noto-core, "),
        (Lang::Zh, "no font for Chinese: install fonts-noto-cjk, "),
    ] {
        let job = letter(Lang::En, vec![paragraph_in(lang, "A")]);
        let why = rostrum_press::print(&job, &fonts).expect_err("it has no such font").to_string();
        assert!(why.starts_with(sentence), "{why}");
    }
}

#[test]
fn a_name_that_no_font_of_the_machine_has_is_spelt_by_number() {
    let folder = Folder::with("names", &["NotoSerif-Regular.ttf"]);
    let job = letter(Lang::En, vec![paragraph("Mr. 张军")]);
    let pdf = rostrum_press::print(&job, &folder.fonts()).expect("it is English");
    let read = solid_text_of(&pdf);
    assert!(read.contains("Mr.[U+5F20][U+519B]"), "{read}");
}

#[test]
fn a_file_that_is_no_font_is_named() {
    let folder = Folder::with("broken", &[]);
    std::fs::write(folder.0.join("NotoSerif-Regular.ttf"), "not a font").expect("it is written");
    let why = rostrum_press::print(&letter(Lang::En, vec![]), &folder.fonts());
    let why = why.expect_err("there is no font in it");
    assert!(matches!(&why, Failure::BadFont(path) if path.ends_with("NotoSerif-Regular.ttf")));
    assert!(why.to_string().ends_with("cannot be read: install it again"), "{why}");
}
