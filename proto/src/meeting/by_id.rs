//! Connections on the wire: a list of values that carry their own id, since JSON has no numeric keys.

use crate::meeting::owned::Owned;
use crate::meeting::presence::Connection;
use crate::read::Unreadable;
use serde::{Deserialize, Deserializer, Serializer};
use std::sync::Arc;

/// Writes the values, in the order of their ids.
///
/// # Errors
/// Those of the serializer.
pub fn serialize<S: Serializer>(
    all: &Arc<Owned<Connection>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(all.values())
}

/// Reads the values back, see [`crate::read`].
///
/// # Errors
/// It is not a list of connections.
pub fn read(values: Vec<Connection>) -> Result<Arc<Owned<Connection>>, Unreadable> {
    Ok(Arc::new(values.into_iter().collect()))
}

/// Reads the values back.
///
/// # Errors
/// Those of the deserializer.
pub fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Arc<Owned<Connection>>, D::Error> {
    let values = Vec::<Connection>::deserialize(deserializer)?;
    Ok(Arc::new(values.into_iter().collect()))
}
