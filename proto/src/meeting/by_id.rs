//! Connections on the wire: a list of values that carry their own id, since JSON has no numeric keys.

use crate::id::ConnectionId;
use crate::meeting::presence::Connection;
use crate::read::Unreadable;
use serde::{Deserialize, Deserializer, Serializer};
use std::collections::BTreeMap;

/// Writes the values, in the order of their ids.
///
/// # Errors
/// Those of the serializer.
pub fn serialize<S: Serializer>(
    map: &BTreeMap<ConnectionId, Connection>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(map.values())
}

/// Reads the values back, see [`crate::read`].
///
/// # Errors
/// It is not a list of connections.
pub fn read(values: Vec<Connection>) -> Result<BTreeMap<ConnectionId, Connection>, Unreadable> {
    let mut map = BTreeMap::new();
    for connection in values {
        map.insert(connection.id, connection);
    }
    Ok(map)
}

/// Reads the values back.
///
/// # Errors
/// Those of the deserializer.
pub fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<ConnectionId, Connection>, D::Error> {
    let values = Vec::<Connection>::deserialize(deserializer)?;
    Ok(values.into_iter().map(|c| (c.id, c)).collect())
}
