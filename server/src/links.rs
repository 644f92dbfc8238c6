//! Commands about links: making, listing and revoking them.

use anyhow::Context;
use clap::Args;
use rostrum_proto::id::{MeetingId, ParticipantId, SeatId};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::setup::Person;
use rostrum_proto::role::Role;
use rostrum_proto::time::Timestamp;
use rostrum_server::clock::Clock;
use rostrum_server::config::BaseUrl;
use rostrum_server::identity::{Invitations, Invitee, PublicLink};
use rostrum_server::journal::sqlite;
use rostrum_server::meeting_file::moment;
use rostrum_server::store;
use std::io::Write;
use std::path::Path;

/// Make a link: for one participant, or for the public.
#[derive(Args)]
pub struct Invite {
    /// The meeting.
    meeting: MeetingId,
    /// The id of a participant in the meeting file, for example TUN-delegate.
    #[arg(long, conflicts_with_all = ["role", "seat", "name", "title"])]
    participant: Option<ParticipantId>,
    /// The role of a new participant, for example delegate.
    #[arg(long, required_unless_present_any = ["participant", "public"], value_parser = parse_role)]
    role: Option<Role>,
    /// The seat of the new participant.
    #[arg(long)]
    seat: Option<SeatId>,
    /// The name of the new participant.
    #[arg(long)]
    name: Option<String>,
    /// The office of the new participant, for example Secretary of State.
    #[arg(long)]
    title: Option<String>,
    /// The booth of a new interpreter (ar, zh, en, fr, ru, es).
    #[arg(long, value_parser = super::parse_lang)]
    booth: Option<Lang>,
    /// Tie the link to the first device that uses it.
    #[arg(long)]
    single_use: bool,
    /// For everybody: who opens it follows the meeting and takes no part in it.
    #[arg(long, conflicts_with_all = ["participant", "role", "seat", "name", "title", "booth", "single_use"])]
    public: bool,
    /// How many may follow by the public link at a time.
    #[arg(long, value_name = "N", requires = "public")]
    limit: Option<u32>,
    /// When the public link begins to work, for example 2020-08-06T13:30:00Z.
    #[arg(long, value_name = "TIME", requires = "public", value_parser = moment)]
    from: Option<Timestamp>,
    /// The address that participants open, https://…; the default works on this machine only.
    #[arg(long, default_value = "http://localhost:8080")]
    base_url: BaseUrl,
}

const NO_LINK_OF_THEIR_OWN: &str =
    "viewers need no link of their own: make one for all with --public";

fn parse_role(text: &str) -> Result<Role, String> {
    let role = serde_json::from_value(text.into()).map_err(|e| e.to_string())?;
    match role {
        Role::Viewer => Err(NO_LINK_OF_THEIR_OWN.into()),
        role => Ok(role),
    }
}

/// Makes a link and prints it.
pub fn make(data: &Path, invite: Invite) -> anyhow::Result<()> {
    let db = store::open(data)?;
    let records = sqlite::read_records(&db, &invite.meeting, 0, u64::MAX, u32::MAX)?;
    let meeting = Meeting::replay(&records)
        .with_context(|| format!("there is no meeting {}; import it first", invite.meeting))?;
    let to = match (invite.public, invite.participant, invite.role) {
        (true, ..) => Invitee::Public(PublicLink { limit: invite.limit, from: invite.from }),
        (false, Some(id), _) => {
            let known = meeting.participant(&id).map(|p| Person::clone(&p.person));
            Invitee::Person(
                known.with_context(|| format!("there is no participant {id} in this meeting"))?,
            )
        }
        (false, None, Some(role)) => {
            // Random, not counted: links made at the same time are for different people.
            let place = invite.seat.as_ref().map_or("person", SeatId::as_str);
            let id = ParticipantId::new(format!("{place}-{:08x}", rand::random::<u32>()))
                .map_err(anyhow::Error::msg)?;
            let (seat, name, title, booth) = (invite.seat, invite.name, invite.title, invite.booth);
            Invitee::Person(Person { id, role, seat, name, title, booth, rank: None })
        }
        (false, None, None) => anyhow::bail!("say who: --participant, --role or --public"),
    };
    if let Invitee::Person(person) = &to {
        anyhow::ensure!(to.takes_part().is_ok(), NO_LINK_OF_THEIR_OWN);
        meeting.setup.check_person(person).map_err(anyhow::Error::msg)?;
    }
    let name = to.name().to_owned();
    let made = Invitations::open(data)?.create(&invite.meeting, to, invite.single_use)?;
    let (code, invitation) = made;
    writeln!(std::io::stdout(), "{}/#/join/{code}", invite.base_url)?;
    eprintln!("link {} for {name}; revoke it with: rostrum revoke {0}", invitation.id);
    Ok(())
}

/// Prints the links of a meeting, without their codes.
pub fn list(data: &Path, meeting: &MeetingId) -> anyhow::Result<()> {
    let db = store::open(data)?;
    let known = sqlite::read_records(&db, meeting, 0, 2, 1)?;
    anyhow::ensure!(!known.is_empty(), "there is no meeting {meeting}; import it first");
    for i in Invitations::open(data)?.of(meeting)? {
        let state = match (i.revoked_at, i.used_at) {
            (Some(_), _) => "revoked",
            (None, Some(_)) => "used",
            (None, None) => "not used yet",
        };
        writeln!(std::io::stdout(), "{}  {}  {state}", i.id, i.to.name())?;
    }
    Ok(())
}

/// Revokes a link.
pub fn revoke(data: &Path, clock: Clock, invitation: &str) -> anyhow::Result<()> {
    let found = Invitations::open(data)?.revoke(invitation, clock.now())?;
    anyhow::ensure!(found, "there is no link {invitation}; list them with `rostrum invitations`");
    writeln!(std::io::stdout(), "revoked {invitation}")?;
    Ok(())
}
