//! A file as rows of named cells, whether CSV or JSON, each knowing its line.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use serde::Deserializer;
use serde::de::{Deserialize, DeserializeOwned, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::fault::{Fault, FaultCode};
use crate::layout::Layout;

/// A file may have this many bytes.
pub const MAX_FILE_BYTES: usize = 64 * 1024 * 1024;
/// A text may have this many characters.
pub const MAX_TEXT: usize = 2_000;
/// What spreadsheets take for a formula, and the sign that protects from it (ASVS 1.2.10).
pub(crate) const NEUTRALISED: [char; 11] = ['\'', '=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

enum Cell<'a> {
    Csv(String),
    Json(&'a RawValue),
}

/// One thing of a file. Reading a cell never fails: what is wrong is noted in `faults` and a harmless value
/// given back, so that one bad cell neither hides the others nor makes every reference to its row a fault.
pub(crate) struct Row<'a> {
    layout: &'static Layout,
    pub(crate) line: u32,
    cells: BTreeMap<String, (u32, Cell<'a>)>,
    pub(crate) faults: Vec<Fault>,
}

impl Row<'_> {
    fn fault(&mut self, line: u32, code: FaultCode, what: String) {
        self.faults.push(Fault { file: self.layout.file.to_owned(), line: Some(line), code, what });
    }

    /// The value of a column, its line and text; nothing where it is empty or absent.
    fn value<T: DeserializeOwned + FromStr>(&mut self, column: &str) -> Option<T> {
        let (line, cell) = self.cells.remove(column)?;
        let (value, text) = match &cell {
            Cell::Csv(text) if text.is_empty() => return None,
            Cell::Csv(text) => (text.parse().ok(), text.as_str()),
            Cell::Json(raw) if raw.get() == "null" => return None,
            Cell::Json(raw) => (serde_json::from_str(raw.get()).ok(), raw.get()),
        };
        if value.is_none() {
            let what = describe(column, text);
            self.fault(line, FaultCode::BadValue, what);
        }
        value
    }

    fn required<T: DeserializeOwned + FromStr>(&mut self, column: &str) -> Option<T> {
        let (line, known) = (self.line, self.faults.len());
        let value = self.value(column);
        if value.is_none() && self.faults.len() == known {
            self.fault(line, FaultCode::MissingValue, column.to_owned());
        }
        value
    }

    pub(crate) fn text(&mut self, column: &str) -> String {
        let known = self.faults.len();
        let text = self.optional(column).unwrap_or_default();
        if text.is_empty() && self.faults.len() == known {
            self.fault(self.line, FaultCode::MissingValue, column.to_owned());
        }
        text
    }

    pub(crate) fn optional(&mut self, column: &str) -> Option<String> {
        let line = self.cells.get(column).map_or(self.line, |(line, _)| *line);
        let text: String = self.value(column)?;
        self.check_text(line, column, &text);
        Some(text).filter(|text| !text.is_empty())
    }

    fn check_text(&mut self, line: u32, column: &str, text: &str) {
        // The direction overrides can make a name read as another one.
        let deceptive =
            |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if text.trim() != text || text.contains(deceptive) || text.chars().count() > MAX_TEXT {
            self.fault(line, FaultCode::BadText, describe(column, text));
        }
    }

    /// One of an enum's names.
    pub(crate) fn named<T>(&mut self, column: &str, parse: fn(&str) -> Option<T>, otherwise: T) -> T {
        let text = self.text(column);
        self.parsed(column, &text, parse).unwrap_or(otherwise)
    }

    pub(crate) fn optional_of<T>(&mut self, column: &str, parse: fn(&str) -> Option<T>) -> Option<T> {
        let text = self.optional(column)?;
        self.parsed(column, &text, parse)
    }

    fn parsed<T>(&mut self, column: &str, text: &str, parse: fn(&str) -> Option<T>) -> Option<T> {
        let value = parse(text);
        if value.is_none() && !text.is_empty() {
            self.fault(self.line, FaultCode::BadValue, describe(column, text));
        }
        value
    }

    /// A whole number within bounds; 0 where it is not.
    pub(crate) fn number<T>(&mut self, column: &str, bounds: RangeInclusive<T>) -> T
    where
        T: DeserializeOwned + FromStr + Default + PartialOrd + fmt::Display,
    {
        let line = self.cells.get(column).map_or(self.line, |(line, _)| *line);
        let Some(number) = self.required::<T>(column) else { return T::default() };
        if bounds.contains(&number) {
            return number;
        }
        self.fault(line, FaultCode::BadValue, describe(column, &number.to_string()));
        T::default()
    }

    pub(crate) fn flag(&mut self, column: &str) -> bool {
        self.required(column).unwrap_or_default()
    }

    /// A list of texts; only JSON has them. Absent is empty.
    pub(crate) fn list(&mut self, column: &str) -> Vec<String> {
        let Some((line, Cell::Json(raw))) = self.cells.remove(column) else { return Vec::new() };
        match serde_json::from_str::<Vec<String>>(raw.get()) {
            Ok(texts) => {
                texts.iter().for_each(|text| self.check_text(line, column, text));
                texts
            }
            Err(_) => {
                self.fault(line, FaultCode::BadValue, describe(column, raw.get()));
                Vec::new()
            }
        }
    }

    /// Texts by name; only JSON has them.
    pub(crate) fn texts(&mut self, column: &str) -> BTreeMap<String, String> {
        let Some((line, Cell::Json(raw))) = self.cells.remove(column) else {
            self.fault(self.line, FaultCode::MissingValue, column.to_owned());
            return BTreeMap::new();
        };
        let Ok(Members(members)) = serde_json::from_str::<Members<String>>(raw.get()) else {
            self.fault(line, FaultCode::BadValue, describe(column, raw.get()));
            return BTreeMap::new();
        };
        let mut texts = BTreeMap::new();
        for (name, text) in members {
            self.check_text(line, column, &text);
            if texts.contains_key(&name) {
                self.fault(line, FaultCode::Duplicate, describe(column, &name));
            }
            texts.insert(name, text);
        }
        texts
    }
}

/// `column "value"`, the value cut where it gets long and escaped where it could disturb a terminal.
pub(crate) fn describe(column: &str, value: &str) -> String {
    let shown: String = value.chars().take(80).collect();
    let more = if shown.len() < value.len() { "…" } else { "" };
    format!("{column} {shown:?}{more}")
}

/// The rows of a file, or nothing where it cannot be read as such; what is wrong goes into `faults`.
pub(crate) fn rows<'a>(layout: &'static Layout, bytes: &'a [u8], faults: &mut Vec<Fault>) -> Vec<Row<'a>> {
    let fault = |line, code, what| Fault { file: layout.file.to_owned(), line, code, what };
    if bytes.len() > MAX_FILE_BYTES {
        faults.push(fault(None, FaultCode::TooLarge, format!("more than {MAX_FILE_BYTES} bytes")));
        return Vec::new();
    }
    let lines = Lines::of(bytes);
    match std::str::from_utf8(bytes) {
        // Spreadsheets begin their exports with a byte order mark.
        Ok(text) if layout.is_csv() => csv_rows(layout, text.trim_start_matches('\u{feff}'), faults),
        Ok(text) => json_rows(layout, text, &lines, faults),
        Err(error) => {
            let line = lines.at(error.valid_up_to());
            faults.push(fault(Some(line), FaultCode::NotUtf8, format!("byte {}", error.valid_up_to())));
            Vec::new()
        }
    }
}

fn csv_rows<'a>(layout: &'static Layout, text: &str, faults: &mut Vec<Fault>) -> Vec<Row<'a>> {
    let lines = Lines::of(text.as_bytes());
    let fault =
        |line, code, what: String| Fault { file: layout.file.to_owned(), line: Some(line), code, what };
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(error) => {
            faults.push(fault(1, FaultCode::Malformed, error.to_string()));
            return Vec::new();
        }
    };
    for (at, column) in header.iter().enumerate() {
        if !layout.columns.contains(&column) {
            faults.push(fault(1, FaultCode::UnknownColumn, describe("column", column)));
        } else if header.iter().take(at).any(|earlier| earlier == column) {
            faults.push(fault(1, FaultCode::Duplicate, describe("column", column)));
        }
    }
    let missing = layout.columns.iter().filter(|column| !header.iter().any(|present| present == **column));
    let told =
        missing.map(|column| fault(1, FaultCode::MissingColumn, (*column).to_owned())).collect::<Vec<_>>();
    if !told.is_empty() {
        faults.extend(told);
        return Vec::new();
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                faults.push(fault(1, FaultCode::Malformed, error.to_string()));
                continue;
            }
        };
        // The reader's own line lags behind after empty lines and CR LF.
        let start = record.position().map_or(0, |position| position.byte() as usize);
        let line_ends = text.bytes().skip(start).take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let line = lines.at(start + line_ends);
        if record.len() != header.len() {
            let what = format!("{} values for {} columns", record.len(), header.len());
            faults.push(fault(line, FaultCode::Malformed, what));
            continue;
        }
        let cells = header
            .iter()
            .zip(&record)
            .map(|(column, value)| (column.to_owned(), (line, Cell::Csv(plain(value)))))
            .collect();
        rows.push(Row { layout, line, cells, faults: Vec::new() });
    }
    rows
}

/// Takes away the apostrophe that keeps spreadsheets from calculating a cell.
fn plain(value: &str) -> String {
    match value.strip_prefix('\'') {
        Some(rest) if rest.starts_with(NEUTRALISED) => rest.to_owned(),
        _ => value.to_owned(),
    }
}

fn json_rows<'a>(
    layout: &'static Layout,
    text: &'a str,
    lines: &Lines,
    faults: &mut Vec<Fault>,
) -> Vec<Row<'a>> {
    // A borrowed raw value is a slice of the text: where it begins tells its line.
    let line_of = |raw: &RawValue| lines.at(raw.get().as_ptr() as usize - text.as_ptr() as usize);
    let fault =
        |line, code, what: String| Fault { file: layout.file.to_owned(), line: Some(line), code, what };
    let items: Vec<&RawValue> = match serde_json::from_str(text) {
        Ok(items) => items,
        Err(error) => {
            let line = u32::try_from(error.line()).unwrap_or(u32::MAX).max(1);
            faults.push(fault(line, FaultCode::Malformed, error.to_string()));
            return Vec::new();
        }
    };
    let mut rows = Vec::new();
    for item in items {
        let line = line_of(item);
        let Ok(Members(members)) = serde_json::from_str::<Members<&RawValue>>(item.get()) else {
            faults.push(fault(line, FaultCode::Malformed, describe("object expected, not", item.get())));
            continue;
        };
        let mut row = Row { layout, line, cells: BTreeMap::new(), faults: Vec::new() };
        for (name, value) in members {
            let line = line_of(value);
            let known = layout.columns.contains(&name.as_str());
            let what = describe("column", &name);
            if !known {
                row.fault(line, FaultCode::UnknownColumn, what);
            } else if row.cells.insert(name, (line, Cell::Json(value))).is_some() {
                row.fault(line, FaultCode::Duplicate, what);
            }
        }
        rows.push(row);
    }
    rows
}

/// An object's members in order, repeated ones included, which a map would drop in silence.
struct Members<T>(Vec<(String, T)>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Members<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Collect<T> {
            type Value = Vec<(String, T)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(members)
            }
        }
        deserializer.deserialize_map(Collect(std::marker::PhantomData)).map(Self)
    }
}

/// Where the lines of a text begin.
struct Lines(Vec<usize>);

impl Lines {
    fn of(bytes: &[u8]) -> Self {
        let after = |(at, byte): (usize, &u8)| (*byte == b'\n').then_some(at + 1);
        Self(std::iter::once(0).chain(bytes.iter().enumerate().filter_map(after)).collect())
    }

    /// The line, from 1, of a byte.
    fn at(&self, byte: usize) -> u32 {
        u32::try_from(self.0.partition_point(|&start| start <= byte)).unwrap_or(u32::MAX)
    }
}
