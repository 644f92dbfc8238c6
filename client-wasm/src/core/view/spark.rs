//! Ten minutes of a measurement as a small line, and the same in words.

use crate::core::desk::{History, Point};
use crate::core::{format, text};
use rostrum_proto::lang::Lang;
use std::fmt::Write as _;

/// The width of a sparkline, in its own units; the height is 28.
pub const WIDTH: u32 = 120;
/// Measurements that share a point.
const GROUP: usize = 5;

/// What a line is drawn of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Milliseconds.
    RoundTrip,
    /// Per cent.
    Loss,
    /// Bits a second from the seat.
    BitsUp,
    /// Loudness of the microphone.
    Level,
}

/// All of them, in the order in which they are shown.
pub const MEASURES: [Measure; 4] =
    [Measure::RoundTrip, Measure::Loss, Measure::BitsUp, Measure::Level];

/// A sparkline.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spark {
    /// Points of polylines, one for each stretch without a gap.
    pub lines: Vec<String>,
    /// The same in words.
    pub text: String,
}

impl Measure {
    fn of(self, point: &Point) -> Option<f32> {
        match self {
            Measure::RoundTrip => point.round_trip,
            Measure::Loss => point.loss,
            Measure::BitsUp => point.bits_up,
            Measure::Level => point.level,
        }
    }

    /// The top of the scale at least, so that little looks little.
    fn top(self) -> f32 {
        match self {
            Measure::RoundTrip => 100.0,
            Measure::Loss => 0.05,
            Measure::BitsUp => 500_000.0,
            Measure::Level => 127.0,
        }
    }

    /// A heading.
    #[must_use]
    pub fn title(self, lang: Lang) -> &'static str {
        match self {
            Measure::RoundTrip => text::col_round_trip(lang),
            Measure::Loss => text::col_loss(lang),
            Measure::BitsUp => text::col_up(lang),
            Measure::Level => text::audio_level(lang),
        }
    }
}

/// The line of a measurement.
#[must_use]
pub fn spark(measure: Measure, history: Option<&History>, lang: Lang) -> Spark {
    let Some(history) = history else {
        return Spark { lines: vec![], text: text::spark_none(lang).to_owned() };
    };
    Spark { lines: lines(measure, history), text: words(measure, history, lang) }
}

/// The highest of each group, so that a short trouble is seen.
fn lines(measure: Measure, history: &History) -> Vec<String> {
    let values: Vec<_> = history.points.iter().map(|point| measure.of(point)).collect();
    let top = values.iter().flatten().copied().fold(measure.top(), f32::max);
    let mut lines = vec![String::new()];
    let columns = WIDTH / 2;
    let start = columns.saturating_sub(values.len().div_ceil(GROUP) as u32);
    for (i, group) in values.chunks(GROUP).enumerate() {
        let whole = group.iter().all(Option::is_some);
        match group.iter().flatten().copied().reduce(f32::max).filter(|_| whole) {
            Some(value) => {
                let x = (start + i as u32) * 2 + 1;
                let y = 260 - (value / top * 240.0).clamp(0.0, 240.0).round() as u32;
                if let Some(line) = lines.last_mut() {
                    let _ = write!(line, "{x},{}.{} ", y / 10, y % 10);
                }
            }
            None if lines.last().is_some_and(|l| !l.is_empty()) => lines.push(String::new()),
            None => {}
        }
    }
    lines.retain(|line| !line.is_empty());
    lines
}

fn words(measure: Measure, history: &History, lang: Lang) -> String {
    let range = |measure: Measure| {
        let values = || history.points.iter().filter_map(|point| measure.of(point));
        Some((values().reduce(f32::min)?, values().reduce(f32::max)?))
    };
    let Some((low, high)) = range(measure) else { return text::spark_none(lang).to_owned() };
    let title = measure.title(lang);
    let between = |show: fn(f32) -> String| {
        text::spark_range(lang, text::SparkRange { high: &show(high), low: &show(low), title })
    };
    match measure {
        Measure::RoundTrip => {
            let worst = range(Measure::Loss).map_or(0.0, |(_, worst)| worst);
            let (high, low) = (format::whole(high), format::whole(low));
            text::spark_text(
                lang,
                text::SparkText { high: &high, loss: &format::per_cent(worst), low: &low },
            )
        }
        Measure::Loss => between(format::per_cent),
        Measure::BitsUp => between(|bits| format::megabits(bits as u64)),
        // As the server says it, in -dBov.
        Measure::Level => between(|level| format!("-{}", format::whole(127.0 - level))),
    }
}
