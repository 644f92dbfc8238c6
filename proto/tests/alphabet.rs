//! English alphabetical order wherever seats stand in it, with all the names that are shipped.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests say so when they fail")]

use crate::support;

use rostrum_proto::alphabet::folded;
use rostrum_proto::lang::LocalText;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::setup::{SeatSetup, Setup};
use rostrum_proto::meeting::vote::{Manner, Method, Subject};
use rostrum_proto::profile::SeatKind;
use rostrum_record::compile;
use serde_json::Value;
use support::{CHAIR, Rehearsal, TECHNICIAN, seat};

/// By hand, after the list of members of the United Nations.
const ORDER: &str = "\
    Afghanistan; Albania; Algeria; Andorra; Angola; Antigua and Barbuda; Argentina; Armenia; Australia; Austria; \
    Azerbaijan; Bahamas; Bahrain; Bangladesh; Barbados; Belarus; Belgium; Belize; Benin; Bhutan; \
    Bolivia (Plurinational State of); Bosnia and Herzegovina; Botswana; Brazil; Brunei Darussalam; Bulgaria; \
    Burkina Faso; Burundi; Cabo Verde; Cambodia; Cameroon; Canada; Central African Republic; Chad; Chile; China; \
    Colombia; Comoros; Congo; Cook Islands; Costa Rica; Côte d'Ivoire; Croatia; Cuba; Cyprus; Czechia; \
    Democratic People's Republic of Korea; Democratic Republic of the Congo; Denmark; Djibouti; Dominica; \
    Dominican Republic; Ecuador; Egypt; El Salvador; Equatorial Guinea; Eritrea; Estonia; Eswatini; Ethiopia; \
    European Union; Fiji; Finland; France; Gabon; Gambia; Georgia; Germany; Ghana; Greece; Grenada; Guatemala; \
    Guinea; Guinea-Bissau; Guyana; Haiti; Holy See; Honduras; Hungary; Iceland; India; Indonesia; \
    Iran (Islamic Republic of); Iraq; Ireland; Israel; Italy; Jamaica; Japan; Jordan; Kazakhstan; Kenya; \
    Kiribati; Kuwait; Kyrgyzstan; Lao People's Democratic Republic; Latvia; Lebanon; Lesotho; Liberia; Libya; \
    Liechtenstein; Lithuania; Luxembourg; Madagascar; Malawi; Malaysia; Maldives; Mali; Malta; Marshall Islands; \
    Mauritania; Mauritius; Mexico; Micronesia (Federated States of); Monaco; Mongolia; Montenegro; Morocco; \
    Mozambique; Myanmar; Namibia; Nauru; Nepal; Netherlands; New Zealand; Nicaragua; Niger; Nigeria; Niue; \
    North Macedonia; Norway; Oman; Pakistan; Palau; Panama; Papua New Guinea; Paraguay; Peru; Philippines; \
    Poland; Portugal; Qatar; Republic of Korea; Republic of Moldova; Romania; Russian Federation; Rwanda; \
    Saint Kitts and Nevis; Saint Lucia; Saint Vincent and the Grenadines; Samoa; San Marino; \
    Sao Tome and Principe; Saudi Arabia; Senegal; Serbia; Seychelles; Sierra Leone; Singapore; Slovakia; \
    Slovenia; Solomon Islands; Somalia; South Africa; South Sudan; Spain; Sri Lanka; State of Palestine; Sudan; \
    Suriname; Sweden; Switzerland; Syrian Arab Republic; Tajikistan; Thailand; Timor-Leste; Togo; Tonga; \
    Trinidad and Tobago; Tunisia; Türkiye; Turkmenistan; Tuvalu; Uganda; Ukraine; United Arab Emirates; \
    United Kingdom of Great Britain and Northern Ireland; United Republic of Tanzania; United States of America; \
    Uruguay; Uzbekistan; Vanuatu; Venezuela (Bolivarian Republic of); Viet Nam; Yemen; Zambia; Zimbabwe";

/// The setup of the rehearsals with all seats that there are names for, in the order of their ids.
fn everybody() -> Setup {
    let names: Value = serde_json::from_str(include_str!("../../deploy/demo/names.json")).unwrap();
    let mut setup = support::setup();
    let own: Vec<_> = setup.seats.iter().map(|s| s.id.clone()).collect();
    setup.seats.retain(|seat| seat.kind == SeatKind::Briefer);
    for (id, name) in names.as_object().unwrap() {
        let name = name["short"]["en"].as_str().unwrap();
        setup.seats.push(SeatSetup {
            id: seat(id),
            kind: SeatKind::Member,
            short: LocalText::english(name),
            formal: LocalText::default(),
            sort_key: name.into(),
            on_behalf_of: vec![],
            language: None,
        });
    }
    assert!(own.iter().all(|id| setup.has_seat(id)));
    setup
}

fn in_order() -> Vec<&'static str> {
    ORDER.split("; ").collect()
}

#[test]
fn all_names_are_folded_into_the_order_of_the_members() {
    let mut names: Vec<_> = everybody().seats.into_iter().map(|seat| seat.sort_key).collect();
    names.retain(|name| name != "UNODC");
    names.sort_by_cached_key(|name| folded(name));
    assert_eq!(names, in_order());
}

#[test]
fn the_roll_the_list_and_the_record_keep_it() {
    let setup = everybody();
    let names = |seats: Vec<String>| -> Vec<String> {
        let named = |id: String| setup.seats.iter().find(|s| s.id.as_str() == id).unwrap();
        let names = seats.into_iter().map(|id| named(id).sort_key.clone());
        names.filter(|name| name != "UNODC").collect()
    };
    let mut m = Rehearsal::convened(setup.clone());
    m.arrive(&[CHAIR, TECHNICIAN]);
    let all = setup.seats.iter().map(|seat| seat.id.clone()).collect();
    m.done(CHAIR, Command::ImportList { seats: all });
    m.done(CHAIR, Command::ArrangeList { order: "alphabetical".into() });
    let list = m.list().into_iter().map(str::to_owned).collect();
    assert_eq!(names(list), in_order(), "the list");

    m.done(TECHNICIAN, Command::AdmitSeat { seat: seat("IDN") });
    m.done(CHAIR, Command::OpenMeeting {});
    let subject = Subject::Question { text: "Shall we go on?".into() };
    m.done(CHAIR, Command::AnnounceVote { subject, majority: None });
    let vote = m.meeting.current_vote().unwrap().id;
    m.done(CHAIR, Command::OpenVote { vote, manner: Manner::RollCall {} });
    let method = m.meeting.open_vote().unwrap().method().cloned();
    let Some(Method::RollCall { mut order }) = method else { panic!("by roll call") };
    let first = order.iter().position(|id| id.as_str() == "AFG").unwrap();
    order.rotate_left(first);
    assert_eq!(names(order.into_iter().map(String::from).collect()), in_order(), "the roll");

    let record = serde_json::to_value(compile(&m.journal).unwrap()).unwrap();
    let seats = record["seats"].as_array().unwrap().iter();
    let seats = seats.map(|place| place["seat"].as_str().unwrap().to_owned()).collect();
    assert_eq!(names(seats), in_order(), "the record");
}
