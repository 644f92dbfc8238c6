//! Messages of a handshake that come in fragments (RFC 6347 §4.2.3), put together before the library reads them.
//!
//! Today's ClientHello (post-quantum key shares) comes in two datagrams. Firefox cuts it anew, shorter, when it sends it
//! again; the library puts fragments together only where one begins at the end of another, and once it has seen two
//! ways to cut a message it finds neither. Over a line that loses one of those datagrams the handshake would never end.

use std::collections::BTreeMap;

/// The type of a record with messages of a handshake.
pub(super) const HANDSHAKE: u8 = 22;
pub(super) const RECORD_HEADER: usize = 13;
pub(super) const HANDSHAKE_HEADER: usize = 12;
/// The longest message that is put together: a chain of certificates is shorter.
const MAX_MESSAGE: usize = 16_000;
/// The highest number of a client's message, with some to spare: two hellos and a flight of five.
const MAX_NUMBER: u16 = 15;
/// Incomplete messages that are kept: a flight of the client has three.
const KEPT: usize = 4;
/// The longest record under keys: of a handshake it holds a Finished, and otherwise an alert.
const MAX_SEALED: usize = 128;
/// Messages and records that the library is given of one client: it forgets none that it cannot use. A handshake over
/// a line that loses most of it takes less than half of them.
const MOST: u32 = 256;

/// What has come of messages that are not complete, by their numbers.
#[derive(Debug)]
pub(super) struct Fragments {
    kept: BTreeMap<u16, Message>,
    /// How much more is read of this client.
    left: u32,
}

impl Default for Fragments {
    fn default() -> Self {
        Self { kept: BTreeMap::new(), left: MOST }
    }
}

#[derive(Debug)]
struct Message {
    kind: u8,
    body: Vec<u8>,
    /// Which octets of the body have come, and how many have not.
    come: Vec<bool>,
    missing: usize,
}

/// A fragment as it stands in a record.
struct Fragment<'a> {
    /// Type, length, number, offset and length of this fragment.
    header: &'a [u8],
    body: &'a [u8],
}

impl Fragments {
    /// What the library is to read of a datagram: its records, with whole messages in the place of fragments, and nothing
    /// that is not made as it must be. `None`: nothing.
    pub(super) fn take(&mut self, datagram: &[u8]) -> Option<Vec<u8>> {
        let mut read = Vec::with_capacity(datagram.len());
        for record in records(datagram)? {
            let (header, content) = record.split_at(RECORD_HEADER);
            let is_sealed = header[3..5] != [0, 0];
            let content = match header[0] {
                HANDSHAKE if !is_sealed => self.whole(content),
                _ if is_sealed && content.len() > MAX_SEALED => vec![],
                _ if self.given() => content.to_vec(),
                _ => vec![],
            };
            if let (false, Ok(length)) = (content.is_empty(), u16::try_from(content.len())) {
                read.extend_from_slice(&header[..RECORD_HEADER - 2]);
                read.extend(length.to_be_bytes());
                read.extend(content);
            }
        }
        (!read.is_empty()).then_some(read)
    }

    /// The messages of a record that are complete.
    fn whole(&mut self, content: &[u8]) -> Vec<u8> {
        let mut whole = Vec::new();
        for fragment in messages(content).unwrap_or_default() {
            if fragment.number() > MAX_NUMBER {
                continue;
            }
            let message = match fragment.is_whole() {
                true => Some([fragment.header, fragment.body].concat()),
                false => self.complete(&fragment),
            };
            whole.extend(message.filter(|_| self.given()).unwrap_or_default());
        }
        whole
    }

    /// Whether one more may be read.
    fn given(&mut self) -> bool {
        let left = self.left.checked_sub(1);
        self.left = left.unwrap_or(0);
        left.is_some()
    }

    /// Keeps a fragment; gives the message if it is complete with it.
    fn complete(&mut self, fragment: &Fragment<'_>) -> Option<Vec<u8>> {
        let (total, from, length) = (fragment.total(), fragment.offset(), fragment.length());
        let until = from + length;
        if self.left == 0 || length == 0 || total > MAX_MESSAGE || until > total {
            return None;
        }
        let (kind, number) = (fragment.header[0], fragment.number());
        if !self.kept.contains_key(&number) && self.kept.len() >= KEPT {
            // The oldest has been dealt with, or never will be.
            self.kept.pop_first();
        }
        let anew =
            || Message { kind, body: vec![0; total], come: vec![false; total], missing: total };
        let message = self.kept.entry(number).or_insert_with(anew);
        if message.kind != kind || message.body.len() != total {
            // Who says two things costs themselves.
            self.left -= 1;
            *message = anew();
        }
        message.body[from..until].copy_from_slice(fragment.body);
        message.missing -= message.come[from..until].iter().filter(|come| !**come).count();
        message.come[from..until].fill(true);
        if message.missing > 0 {
            return None;
        }
        let body = self.kept.remove(&number)?.body;
        // From the beginning, and all of it.
        let mut whole = fragment.header[..6].to_vec();
        whole.extend([0, 0, 0]);
        whole.extend_from_slice(&fragment.header[1..4]);
        whole.extend(body);
        Some(whole)
    }
}

impl Fragment<'_> {
    fn is_whole(&self) -> bool {
        self.offset() == 0 && self.length() == self.total()
    }

    fn total(&self) -> usize {
        three(&self.header[1..4])
    }

    fn number(&self) -> u16 {
        u16::from_be_bytes([self.header[4], self.header[5]])
    }

    fn offset(&self) -> usize {
        three(&self.header[6..9])
    }

    fn length(&self) -> usize {
        three(&self.header[9..12])
    }
}

fn three(octets: &[u8]) -> usize {
    octets.iter().fold(0, |number, octet| number << 8 | usize::from(*octet))
}

/// The records of a datagram, each with its header; `None` if it is not made of records.
pub(super) fn records(mut datagram: &[u8]) -> Option<Vec<&[u8]>> {
    let mut records = Vec::new();
    while !datagram.is_empty() {
        let header = datagram.get(..RECORD_HEADER)?;
        let length = usize::from(u16::from_be_bytes([header[11], header[12]]));
        let (record, rest) = datagram.split_at_checked(RECORD_HEADER + length)?;
        records.push(record);
        datagram = rest;
    }
    Some(records)
}

/// The messages, or fragments of them, in a record that is not under keys; `None` if it is not made of these.
fn messages(mut content: &[u8]) -> Option<Vec<Fragment<'_>>> {
    let mut messages = Vec::new();
    while !content.is_empty() {
        let (header, after) = content.split_at_checked(HANDSHAKE_HEADER)?;
        let (body, after) = after.split_at_checked(three(&header[9..12]))?;
        messages.push(Fragment { header, body });
        content = after;
    }
    Some(messages)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A record of plain messages.
    fn record(messages: &[u8]) -> Vec<u8> {
        let mut record = vec![HANDSHAKE, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 1];
        record.extend((messages.len() as u16).to_be_bytes());
        record.extend_from_slice(messages);
        record
    }

    /// The octets from one to another of message `number`, a ClientHello.
    fn part(number: u8, hello: &[u8], from: usize, until: usize) -> Vec<u8> {
        let length = until - from;
        let total = hello.len();
        let mut part = vec![1, 0, (total >> 8) as u8, total as u8, 0, number];
        part.extend([0, (from >> 8) as u8, from as u8, 0, (length >> 8) as u8, length as u8]);
        part.extend_from_slice(&hello[from..until]);
        part
    }

    fn hello() -> Vec<u8> {
        (0..1_500_u32).map(|n| (n % 251) as u8).collect()
    }

    #[test]
    fn what_is_whole_is_read_as_it_came_and_what_is_made_otherwise_not_at_all() {
        let mut fragments = Fragments::default();
        let whole = record(&part(0, &hello(), 0, 1_500));
        let mut sealed = record(&part(0, &hello(), 0, 9));
        sealed[4] = 1;
        let several = [&whole[..], &sealed].concat();
        for datagram in [&whole, &sealed, &several] {
            assert_eq!(fragments.take(datagram).as_ref(), Some(datagram));
        }
        let mut long = record(&part(0, &hello(), 0, 900));
        long[4] = 1;
        let beyond = record(&part(0, &hello(), 0, 1_500)[..700]);
        let far = record(&part(16, &hello(), 0, 1_500));
        let mut elsewhere = part(0, &hello(), 0, 1_500);
        elsewhere[8] = 1;
        let elsewhere = record(&elsewhere);
        for datagram in [&[22, 1, 2], &[][..], &whole[..900], &long, &beyond, &far, &elsewhere] {
            assert_eq!(fragments.take(datagram), None);
        }
        assert!(fragments.kept.is_empty());
    }

    #[test]
    fn a_message_that_is_cut_in_two_ways_is_complete_when_every_octet_has_come() {
        let (mut fragments, hello) = (Fragments::default(), hello());
        // Cut at 1,400 the end is lost, twice; cut at 1,200 the beginning is.
        for _ in 0..2 {
            assert_eq!(fragments.take(&record(&part(1, &hello, 0, 1_400))), None);
        }
        let end = record(&part(1, &hello, 1_200, 1_500));
        assert_eq!(fragments.take(&end), Some(record(&part(1, &hello, 0, 1_500))));
        assert!(fragments.kept.is_empty());
    }

    #[test]
    fn fragments_of_several_messages_come_in_any_order() {
        let (mut fragments, hello) = (Fragments::default(), hello());
        let end = record(&[part(4, &hello, 900, 1_500), part(5, &hello, 0, 700)].concat());
        let begin = record(&[part(3, &hello, 0, 1_500), part(4, &hello, 0, 900)].concat());
        assert_eq!(fragments.take(&end), None);
        let both = [part(3, &hello, 0, 1_500), part(4, &hello, 0, 1_500)].concat();
        assert_eq!(fragments.take(&begin), Some(record(&both)));
        let last = record(&part(5, &hello, 700, 1_500));
        assert_eq!(fragments.take(&last), Some(record(&part(5, &hello, 0, 1_500))));
    }

    #[test]
    fn fragments_that_lie_are_not_kept() {
        let (mut fragments, hello) = (Fragments::default(), hello());
        let mut beyond = part(0, &hello, 0, 1_400);
        beyond[7] = 0xFF;
        assert_eq!(fragments.take(&record(&beyond)), None);
        let mut endless = part(0, &hello, 0, 1_400);
        endless[1] = 0xFF;
        assert_eq!(fragments.take(&record(&endless)), None);
        assert_eq!(fragments.take(&record(&part(0, &hello, 700, 700))), None);
        assert!(fragments.kept.is_empty());
        for number in 0..=MAX_NUMBER as u8 {
            assert_eq!(fragments.take(&record(&part(number, &hello, 0, 1_400))), None);
        }
        assert_eq!(fragments.kept.len(), KEPT);
        // A message of another length with the same number begins anew.
        assert_eq!(fragments.take(&record(&part(15, &hello[..1_450], 1_400, 1_450))), None);
        assert_eq!(fragments.kept.len(), KEPT);
    }

    #[test]
    fn of_one_client_so_much_is_read_and_no_more() {
        let mut fragments = Fragments::default();
        let empty = record(&part(9, &[], 0, 0).repeat(100));
        let read = std::iter::from_fn(|| fragments.take(&empty));
        let messages: usize =
            read.map(|read| (read.len() - RECORD_HEADER) / HANDSHAKE_HEADER).sum();
        assert_eq!(messages, MOST as usize);
        let mut alert = record(&[2, 40]);
        alert[0] = 21;
        assert_eq!(fragments.take(&alert), None);
    }
}
