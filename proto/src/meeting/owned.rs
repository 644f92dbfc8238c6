//! Things that are somebody's, found by their own ids and by whose they are: the devices of a person, the people of a
//! seat. A large meeting asks for them at every step, and looks through nobody else's.

use crate::id::{ConnectionId, ParticipantId, SeatId};
use crate::meeting::presence::{Connection, Participant};
use crate::read::{Json, Read, Unreadable};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::ops::Deref;

/// What is somebody's.
pub trait Belongs {
    /// What it is found by.
    type Id: Ord + Clone + Debug;
    /// Whose it is.
    type Owner: Ord + Clone + Debug;

    /// Its own id.
    fn id(&self) -> &Self::Id;
    /// Whose it is, if it is anybody's.
    fn owner(&self) -> Option<&Self::Owner>;
}

impl Belongs for Connection {
    type Id = ConnectionId;
    type Owner = ParticipantId;

    fn id(&self) -> &ConnectionId {
        &self.id
    }

    fn owner(&self) -> Option<&ParticipantId> {
        Some(&self.participant)
    }
}

impl Belongs for Participant {
    type Id = ParticipantId;
    type Owner = SeatId;

    fn id(&self) -> &ParticipantId {
        &self.person.id
    }

    fn owner(&self) -> Option<&SeatId> {
        self.person.seat.as_ref()
    }
}

/// All of a kind, in the order of their ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owned<T: Belongs> {
    by_id: BTreeMap<T::Id, T>,
    of: BTreeMap<T::Owner, BTreeSet<T::Id>>,
}

impl<T: Belongs> Owned<T> {
    /// One more, in the place of the one with its id.
    pub fn insert(&mut self, thing: T) {
        let id = thing.id().clone();
        self.remove(&id);
        if let Some(owner) = thing.owner() {
            self.of.entry(owner.clone()).or_default().insert(id.clone());
        }
        self.by_id.insert(id, thing);
    }

    /// The one with this id is gone.
    pub fn remove(&mut self, id: &T::Id) -> Option<T> {
        let gone = self.by_id.remove(id)?;
        if let Some(owner) = gone.owner()
            && let Some(own) = self.of.get_mut(owner)
        {
            own.remove(id);
            if own.is_empty() {
                self.of.remove(owner);
            }
        }
        Some(gone)
    }

    /// Changes the one with this id, if there is one.
    pub fn change(&mut self, id: &T::Id, change: impl FnOnce(&mut T)) {
        if let Some(mut thing) = self.remove(id) {
            change(&mut thing);
            self.insert(thing);
        }
    }

    /// Somebody's own, in the order of their ids.
    pub fn of(&self, owner: &T::Owner) -> impl Iterator<Item = &T> {
        self.of.get(owner).into_iter().flatten().filter_map(|id| self.by_id.get(id))
    }
}

impl<T: Belongs> Default for Owned<T> {
    fn default() -> Self {
        Self { by_id: BTreeMap::new(), of: BTreeMap::new() }
    }
}

impl<T: Belongs> Deref for Owned<T> {
    type Target = BTreeMap<T::Id, T>;

    fn deref(&self) -> &Self::Target {
        &self.by_id
    }
}

impl<T: Belongs> FromIterator<T> for Owned<T> {
    fn from_iter<I: IntoIterator<Item = T>>(things: I) -> Self {
        let mut all = Self::default();
        things.into_iter().for_each(|thing| all.insert(thing));
        all
    }
}

impl<T: Belongs<Id: Serialize> + Serialize> Serialize for Owned<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.by_id.serialize(to)
    }
}

impl<'de, T: Belongs<Id: Deserialize<'de>> + Deserialize<'de>> Deserialize<'de> for Owned<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        BTreeMap::<T::Id, T>::deserialize(from).map(|all| all.into_values().collect())
    }
}

impl<T: Belongs<Id: Read> + Read> Read for Owned<T> {
    fn read(json: Json) -> Result<Self, Unreadable> {
        BTreeMap::<T::Id, T>::read(json).map(|all| all.into_values().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device(id: u64, whose: &str) -> Connection {
        let participant = ParticipantId::new(whose).expect("letters are allowed");
        Connection { id: ConnectionId(id), participant, since: None, camera: false }
    }

    fn devices_of(all: &Owned<Connection>, whose: &str) -> Vec<u64> {
        all.of(&ParticipantId::new(whose).expect("letters")).map(|device| device.id.0).collect()
    }

    #[test]
    fn each_is_found_by_its_id_and_by_whose_it_is() {
        let mut all: Owned<_> =
            [device(2, "a"), device(1, "a"), device(3, "b")].into_iter().collect();
        assert_eq!((devices_of(&all, "a"), devices_of(&all, "b")), (vec![1, 2], vec![3]));
        all.change(&ConnectionId(1), |device| device.camera = true);
        assert!(all[&ConnectionId(1)].camera);
        assert_eq!(devices_of(&all, "a"), [1, 2]);
        all.remove(&ConnectionId(2));
        assert_eq!((devices_of(&all, "a"), all.len()), (vec![1], 2));
        assert_eq!(devices_of(&all, "nobody"), [0; 0]);
    }

    #[test]
    fn what_becomes_somebody_elses_is_theirs_alone() {
        let mut all: Owned<_> = [device(1, "a")].into_iter().collect();
        all.insert(device(1, "b"));
        assert_eq!((devices_of(&all, "a"), devices_of(&all, "b")), (vec![], vec![1]));
        let same: Owned<_> = [device(1, "b")].into_iter().collect();
        assert_eq!(all, same, "nothing is left of the one before");
    }
}
