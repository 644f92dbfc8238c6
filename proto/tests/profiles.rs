//! Profiles: the rules of a body as data, checked before a meeting is convened under them.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests say so when they fail")]

use rostrum_proto::lang::LocalText;
use rostrum_proto::profile::majority::Share;
use rostrum_proto::profile::{BUILT_IN, Profile};

#[allow(clippy::unnecessary_wraps, reason = "as it stands in a majority")]
fn share(of: u32, out_of: u32, more_than: bool) -> Option<Share> {
    Some(Share { of, out_of, more_than })
}

#[test]
fn every_profile_that_comes_with_the_software_fits_together() {
    for (id, text) in BUILT_IN {
        let profile: Profile = serde_json::from_str(text).unwrap();
        assert_eq!(profile.id, id);
        assert_eq!(profile.check(), Ok(()));
    }
}

#[test]
fn a_profile_that_does_not_fit_together_is_told_where() {
    let profile: Profile = serde_json::from_str(BUILT_IN[0].1).unwrap();
    let wrong = |change: fn(&mut Profile)| {
        let mut profile = profile.clone();
        change(&mut profile);
        profile.check().unwrap_err()
    };
    let says = wrong(|p| p.motions[1].majority = "landslide".into());
    assert!(says.contains("motions[1].majority") && says.contains("procedural"), "{says}");
    let says = wrong(|p| p.requests.push(p.requests[0].clone()));
    assert!(says.contains("requests[4].kind"), "{says}");
    for (field, change) in [
        ("id: empty", (|p| p.id = " ".into()) as fn(&mut Profile)),
        ("languages: empty", |p| p.languages.clear()),
        ("voting: empty", |p| p.voting.clear()),
        ("requests: empty", |p| p.requests.clear()),
        ("requests[1].waiting: 0", |p| p.requests[1].waiting = 0),
        ("orders: empty", |p| p.orders.clear()),
        ("orders[0].groups: empty", |p| p.orders[0].groups.clear()),
        ("majorities[0].affirmative", |p| p.majorities[0].affirmative = Some(0)),
        ("majorities[0].affirmative", |p| p.majorities[0].affirmative = Some(u32::MAX)),
        ("majorities[0].share", |p| p.majorities[0].share = share(2, 0, false)),
        ("majorities[0].share", |p| p.majorities[0].share = share(3, 2, false)),
        ("majorities[0].share", |p| p.majorities[0].share = share(2, 2, true)),
        ("majorities[0].share", |p| p.majorities[0].share = share(u32::MAX, u32::MAX, false)),
    ] {
        let says = wrong(change);
        assert!(says.starts_with(field), "{field}: {says}");
    }
    let says = wrong(|p| p.majorities[0].affirmative = None);
    assert!(says.contains("majorities[0]") && says.contains("share"), "{says}");
    let says = wrong(|p| {
        let text = LocalText::english("I thank {country}.");
        p.texts.insert(rostrum_proto::profile::Moment::Thanks, text);
    });
    assert!(says.contains("country") && says.contains("seat"), "{says}");
}

#[test]
fn no_code_mentions_a_body() {
    let mut found = Vec::new();
    let sources = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![sources];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let code = text.lines().filter(|l| !l.trim_start().starts_with("//"));
            // The list of files that come with the software names them, and nothing else does.
            let named =
                code.filter(|l| l.contains("security-council") || l.contains("\"assembly\""));
            found.extend(named.map(|l| format!("{}: {l}", path.display())));
        }
    }
    found.retain(|line| !line.contains("profile/mod.rs"));
    assert!(found.is_empty(), "{}", found.join("\n"));
}
