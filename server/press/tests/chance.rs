//! Papers of letters drawn by lot, from every corner of Unicode: each is printed. A failure names its seed.

mod support;

use rostrum_paper::{Block, Cell, Run, Style, Term, Weight};
use rostrum_proto::lang::Lang;
use support::{FONTS, letter, said};

/// Where letters are that stand on others, join them, turn them round, or are not there.
const CORNERS: [(u32, u32); 24] = [
    (0x0, 0x20),
    (0x20, 0x7F),
    (0x80, 0x24F),
    (0x300, 0x36F),
    (0x370, 0x52F),
    (0x531, 0x5FF),
    (0x600, 0x6FF),
    (0x700, 0x8FF),
    (0x900, 0xDFF),
    (0xE00, 0xFFF),
    (0x1000, 0x109F),
    (0x10A0, 0x11FF),
    (0x1200, 0x17FF),
    (0x1AB0, 0x1DFF),
    (0x2000, 0x206F),
    (0x20D0, 0x2BFF),
    (0x3000, 0x33FF),
    (0x4E00, 0x9FFF),
    (0xA640, 0xABFF),
    (0xAC00, 0xD7FF),
    (0xE000, 0xFFFF),
    (0x10000, 0x1FFFF),
    (0x20000, 0x3FFFF),
    (0xE0000, 0x10_FFFF),
];

/// A lot, by a seed (xorshift64*).
struct Lot(u64);

impl Lot {
    fn below(&mut self, many: u32) -> u32 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let drawn = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32;
        u32::try_from(drawn % u64::from(many)).expect("less than many")
    }

    fn text(&mut self, most: u32) -> String {
        // From few corners each, so that marks meet letters of their writing.
        let corners: Vec<(u32, u32)> =
            (0..=self.below(3)).map(|_| CORNERS[self.below(24) as usize]).collect();
        let letters = self.below(most);
        let letter = |_| {
            let (from, to) =
                corners[self.below(u32::try_from(corners.len()).expect("few")) as usize];
            char::from_u32(from + self.below(to - from + 1)).unwrap_or('\u{FFFD}')
        };
        (0..letters).map(letter).collect()
    }

    fn run(&mut self) -> Run {
        let weights = [Weight::Plain, Weight::Bold, Weight::Italic, Weight::Small];
        let weight = weights[self.below(4) as usize];
        let isolated = self.below(4) == 0;
        Run { text: self.text(30), lang: self.lang(), isolated, weight }
    }

    fn lang(&mut self) -> Option<Lang> {
        Lang::ALL.get(self.below(12) as usize).copied()
    }

    fn runs(&mut self) -> Vec<Run> {
        (0..=self.below(4)).map(|_| self.run()).collect()
    }

    fn block(&mut self) -> Block {
        match self.below(7) {
            0 => Block::Heading { level: 2, new_page: self.below(5) == 0, text: self.runs() },
            1 => Block::Table {
                caption: self.text(20),
                head: vec![self.text(10), self.text(10)],
                rows: vec![vec![Cell(self.runs()), Cell(self.runs())]],
            },
            2 => Block::Terms { terms: vec![Term { name: self.text(10), text: self.runs() }] },
            3 => Block::Paragraph { lang: self.lang(), style: Style::Note, text: self.runs() },
            _ => said(self.lang(), self.runs()),
        }
    }
}

#[test]
fn whatever_is_drawn_is_printed() {
    let seeds = std::env::var("SEEDS").map_or(1..=60, |seeds| {
        let (from, to) = seeds.split_once('-').expect("SEEDS=FROM-TO");
        from.parse().expect("a seed")..=to.parse().expect("a seed")
    });
    for seed in seeds {
        let mut lot = Lot(seed);
        let lang = lot.lang().unwrap_or(Lang::En);
        let mut job = letter(lang, (0..=lot.below(12)).map(|_| lot.block()).collect());
        job.paper.title = lot.text(40);
        job.paper.title_lang = lot.lang();
        job.paper.landscape = lot.below(2) == 0;
        job.paper.contents = Some(lot.text(20));
        job.paper.masthead.symbol = lot.text(20);
        let pdf = rostrum_press::print(&job, &FONTS);
        assert!(pdf.is_ok(), "seed {seed}: {}", pdf.expect_err("it is not"));
    }
}
