//! Which nodes have which words. The words of a tree are few (every node of a country has what its country is called
//! in 24 languages): a search looks at each different word once, and not at each node.

use std::collections::HashMap;
use std::ops::Range;

use hilum_domain::catalogue::Country;

use super::Node;
use crate::fold::{Token, fold};

/// Different words, those that most nodes have first, each with its nodes in order.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Words(Vec<(Box<str>, Vec<u32>)>);

impl Words {
    pub(super) fn of(nodes: &[Node], countries: &[Country]) -> Self {
        let of_country: HashMap<&str, Vec<String>> =
            countries.iter().map(|country| (country.code.as_str(), names(country))).collect();
        let mut having: HashMap<String, Vec<u32>> = HashMap::new();
        for (node, place) in nodes.iter().zip(0_u32..) {
            let mut add = |word: &str| match having.get_mut(word) {
                Some(places) if places.last() == Some(&place) => {}
                Some(places) => places.push(place),
                None => drop(having.insert(word.to_owned(), vec![place])),
            };
            own(node).iter().flat_map(|text| text.split(' ')).for_each(&mut add);
            let country = node.country.as_deref().and_then(|code| of_country.get(code));
            country.into_iter().flatten().for_each(|word| add(word));
        }
        let mut words: Vec<_> =
            having.into_iter().map(|(word, places)| (word.into_boxed_str(), places)).collect();
        words.sort_unstable_by(|a, b| b.1.len().cmp(&a.1.len()).then_with(|| a.0.cmp(&b.0)));
        words.iter_mut().for_each(|(_, places)| places.shrink_to_fit());
        Self(words)
    }

    /// The nodes in that range that have every one of `words`, somewhere in one of theirs.
    pub(super) fn having(&self, words: &[&str], range: Range<usize>) -> Found {
        self.with(words, range, |word| move |own: &str| own.contains(word))
    }

    /// The same, where each word may have a typing mistake.
    pub(super) fn resembling(&self, words: &[&str], range: Range<usize>) -> Found {
        self.with(words, range, |word| {
            let token = Token::new(word);
            move |own: &str| own.contains(word) || token.is_meant_by(own)
        })
    }

    fn with<'w, F: Fn(&str) -> bool>(
        &self,
        words: &[&'w str],
        range: Range<usize>,
        fits: impl Fn(&'w str) -> F,
    ) -> Found {
        let mut found: Option<Found> = None;
        for word in words {
            let fits = fits(word);
            let mut these = Found::none(range.clone());
            for (_, places) in self.0.iter().filter(|(own, _)| fits(own)) {
                if these.add(places) {
                    break;
                }
            }
            match &mut found {
                Some(found) => found.keep(&these),
                None => found = Some(these),
            }
        }
        found.unwrap_or_else(|| Found::none(range))
    }
}

/// Everything one might type to find a node: its code, names, city, disease area, and the code of its network.
fn own(node: &Node) -> Vec<String> {
    let texts = [&node.code, &node.city, &node.official_name, &node.disease_area];
    let network =
        node.parent.is_some().then(|| node.key.split_once('/').map(|(network, _)| network)).flatten();
    let texts = texts.into_iter().flatten().chain([&node.name, &node.label]).map(String::as_str);
    texts.chain(network).map(fold).collect()
}

fn names(country: &Country) -> Vec<String> {
    let all = country.names.values().chain(&country.other_names);
    let mut words: Vec<String> =
        all.flat_map(|name| fold(name).split(' ').map(str::to_owned).collect::<Vec<_>>()).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// Some nodes of a range, one bit each.
#[derive(Clone, Debug)]
pub(super) struct Found {
    range: Range<usize>,
    bits: Vec<u64>,
    count: usize,
}

impl Found {
    fn none(range: Range<usize>) -> Self {
        Self { bits: vec![0; range.len().div_ceil(64)], range, count: 0 }
    }

    /// Whether all are in it now.
    fn add(&mut self, places: &[u32]) -> bool {
        let from = places.partition_point(|place| (*place as usize) < self.range.start);
        for place in places[from..].iter().map(|place| *place as usize).take_while(|p| *p < self.range.end) {
            let at = place - self.range.start;
            let (block, bit) = (&mut self.bits[at / 64], 1 << (at % 64));
            self.count += usize::from(*block & bit == 0);
            *block |= bit;
        }
        self.count == self.range.len()
    }

    fn keep(&mut self, others: &Self) {
        self.bits.iter_mut().zip(&others.bits).for_each(|(own, other)| *own &= other);
        self.count = self.bits.iter().map(|block| block.count_ones() as usize).sum();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
    }

    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// In order.
    pub(super) fn places(&self) -> impl Iterator<Item = usize> {
        let start = self.range.start;
        self.bits.iter().enumerate().flat_map(move |(block, bits)| {
            std::iter::successors(Some(*bits), |bits| Some(bits & bits.wrapping_sub(1)))
                .take_while(|bits| *bits != 0)
                .map(move |bits| start + block * 64 + bits.trailing_zeros() as usize)
        })
    }
}
