//! A few packets that leave together: how far apart they arrive is what the narrowest line on their way takes for them.
//! Nobody's voice waits for more than that moment.

use super::arrivals::TICK;

/// Packets of a train.
pub(super) const LENGTH: usize = 4;
/// Octets around each on the line: the heads of IPv4 and UDP, the tag of SRTP.
pub(super) const AROUND: usize = 38;

/// One train under way.
#[derive(Debug)]
pub(super) struct Train {
    /// The number of its first packet.
    first: u16,
    /// Of each packet.
    octets: usize,
    /// What is told of each: whether it came, and when, in ticks.
    told: [Option<Option<i64>>; LENGTH],
}

impl Train {
    /// One whose packets are numbered from `first` on, each of so many octets.
    pub(super) fn new(first: u16, octets: usize) -> Self {
        Self { first, octets, told: [None; LENGTH] }
    }

    /// Something is told of a packet; it need not be one of these.
    pub(super) fn told(&mut self, number: u16, ticks: Option<i64>) {
        if let Some(told) = self.told.get_mut(usize::from(number.wrapping_sub(self.first))) {
            *told = Some(ticks);
        }
    }

    /// What the line carries, in bits per second, once all is told. Less than three that came tell nothing: that is 0.
    pub(super) fn carries(&self) -> Option<f64> {
        if self.told.contains(&None) {
            return None;
        }
        let mut came = self.told.iter().enumerate().filter_map(|(n, told)| Some((n, (*told)??)));
        let (Some((first, began)), Some((last, ended))) = (came.clone().next(), came.next_back())
        else {
            return Some(0.0);
        };
        if last - first < 2 {
            return Some(0.0);
        }
        let within = TICK.as_secs_f64() * ended.saturating_sub(began).max(1) as f64;
        Some((last - first) as f64 * self.octets as f64 * 8.0 / within)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Packets of 250 octets, and when they come, in ticks of 250 µs.
    fn carries(came: [Option<i64>; LENGTH]) -> Option<f64> {
        let mut train = Train::new(65_534, 250);
        for (number, ticks) in [65_534, 65_535, 0].into_iter().zip(came) {
            train.told(number, ticks);
        }
        train.told(7, Some(0));
        assert_eq!(train.carries(), None, "not all is told");
        train.told(1, came[3]);
        train.carries()
    }

    #[test]
    fn the_gaps_tell_what_the_line_carries() {
        // 2,000 bits every 8 ms.
        let every_8_ms = [0, 32, 64, 96].map(|ticks| Some(100 + ticks));
        assert_eq!(carries(every_8_ms), Some(250_000.0));
        assert_eq!(carries([Some(100), None, None, Some(196)]), Some(250_000.0));
        assert_eq!(carries([Some(5); LENGTH]), Some(24_000_000.0), "all in one tick");
    }

    #[test]
    fn what_is_lost_or_lies_tells_nothing_good() {
        assert_eq!(carries([None; LENGTH]), Some(0.0));
        assert_eq!(carries([Some(1), Some(2), None, None]), Some(0.0));
        assert_eq!(carries([Some(i64::MAX), None, None, Some(i64::MIN)]), Some(24_000_000.0));
    }
}
