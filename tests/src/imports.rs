//! What a file imports of its own crate, by its syntax: `use` in any of its forms, nested and renamed, and paths
//! that are written out where they are used, also within macros.

use proc_macro2::{TokenStream, TokenTree};
use std::collections::BTreeSet;
use syn::visit::Visit;

/// The modules at the top of its crate that a file names; `depth` is how many modules it stands below that top, so
/// that `super::super` is understood. Macros and types that stand there are written large, and are none.
///
/// # Errors
/// It is not Rust.
pub fn imported(text: &str, depth: usize) -> Result<BTreeSet<String>, syn::Error> {
    let file = syn::parse_file(text)?;
    let mut found = Found { modules: BTreeSet::new(), depth };
    found.visit_file(&file);
    let is_module = |name: &String| name.starts_with(|c: char| c.is_ascii_lowercase());
    Ok(found.modules.into_iter().filter(is_module).collect())
}

/// How many modules a source file stands below the top of its crate, by its path.
#[must_use]
pub fn depth(file: &str) -> usize {
    let below = file.rsplit_once("src/").map_or(file, |(_, below)| below);
    let top = ["lib.rs", "main.rs"].contains(&below);
    let folders = below.matches('/').count();
    if top || below.ends_with("/mod.rs") { folders } else { folders + 1 }
}

struct Found {
    modules: BTreeSet<String>,
    depth: usize,
}

impl Found {
    /// What stands in a tree directly.
    fn heads(&mut self, tree: &syn::UseTree) {
        match tree {
            syn::UseTree::Path(path) => drop(self.modules.insert(path.ident.to_string())),
            syn::UseTree::Name(name) => drop(self.modules.insert(name.ident.to_string())),
            syn::UseTree::Rename(rename) => drop(self.modules.insert(rename.ident.to_string())),
            // Everything: what it is cannot be told here.
            syn::UseTree::Glob(_) => drop(self.modules.insert("all".into())),
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.heads(tree)),
        }
    }

    /// Paths in the arguments of a macro, which are not parsed.
    fn tokens(&mut self, tokens: TokenStream) {
        let tokens: Vec<_> = tokens.into_iter().collect();
        let is_colon = |tree: Option<&TokenTree>| matches!(tree, Some(TokenTree::Punct(colon)) if colon.as_char() == ':');
        let mut path = Vec::new();
        for (n, tree) in tokens.iter().enumerate() {
            match tree {
                TokenTree::Ident(segment) => path.push(segment.to_string()),
                TokenTree::Punct(colon) if colon.as_char() == ':' && !path.is_empty() => {}
                _ => path.clear(),
            }
            let ends = matches!(tree, TokenTree::Ident(_)) && !is_colon(tokens.get(n + 1));
            if ends {
                self.path(path.drain(..));
            }
        }
        for tree in tokens {
            if let TokenTree::Group(group) = tree {
                self.tokens(group.stream());
            }
        }
    }
}

impl Found {
    /// A path that is written out, if it leads by the top of the crate.
    fn path(&mut self, segments: impl IntoIterator<Item = String>) {
        let mut segments = segments.into_iter().peekable();
        let mut up = 0;
        let from_top = match segments.next_if(|first| first == "crate") {
            Some(_) => true,
            None => {
                drop(segments.next_if(|first| first == "self"));
                while segments.next_if(|next| next == "super").is_some() {
                    up += 1;
                }
                up > 0 && up == self.depth
            }
        };
        self.modules.extend(segments.next().filter(|_| from_top));
    }

    /// A tree that begins `up` modules above where it stands.
    fn climb(&mut self, up: usize, tree: &syn::UseTree) {
        match tree {
            syn::UseTree::Path(path) if path.ident == "super" => self.climb(up + 1, &path.tree),
            syn::UseTree::Group(group) if up < self.depth => {
                group.items.iter().for_each(|tree| self.climb(up, tree));
            }
            tree if up == self.depth => self.heads(tree),
            _ => {}
        }
    }
}

impl<'ast> Visit<'ast> for Found {
    fn visit_use_tree(&mut self, tree: &'ast syn::UseTree) {
        match tree {
            syn::UseTree::Path(path) if path.ident == "crate" => self.heads(&path.tree),
            syn::UseTree::Path(path) if path.ident == "super" => self.climb(1, &path.tree),
            syn::UseTree::Path(path) if path.ident == "self" => self.visit_use_tree(&path.tree),
            syn::UseTree::Group(group) => {
                group.items.iter().for_each(|tree| self.visit_use_tree(tree));
            }
            _ => {}
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.path(path.segments.iter().map(|segment| segment.ident.to_string()));
        syn::visit::visit_path(self, path);
    }

    fn visit_item_mod(&mut self, inner: &'ast syn::ItemMod) {
        self.depth += 1;
        syn::visit::visit_item_mod(self, inner);
        self.depth -= 1;
    }

    fn visit_macro(&mut self, invoked: &'ast syn::Macro) {
        self.visit_path(&invoked.path);
        self.tokens(invoked.tokens.clone());
    }

    fn visit_vis_restricted(&mut self, _restricted: &'ast syn::VisRestricted) {
        // `pub(in crate::…)` imports nothing.
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        imported(text, 2).expect("it is Rust").into_iter().collect()
    }

    #[test]
    fn every_form_of_use_is_seen() {
        assert_eq!(of("use crate::room::Letter;"), ["room"]);
        assert_eq!(of("use crate::{room, media::plan::Plan as P};"), ["media", "room"]);
        assert_eq!(of("use crate::{desk::{Desk, rules}, clock};"), ["clock", "desk"]);
        assert_eq!(of("use {crate::journal, std::fmt};"), ["journal"]);
        assert_eq!(of("pub use crate::room as chamber;"), ["room"]);
        assert_eq!(of("use crate::*;"), ["all"]);
        assert_eq!(of("mod inner { use crate::media::Media; }"), ["media"]);
        assert_eq!(of("fn f() { use crate::identity::Claims; }"), ["identity"]);
    }

    #[test]
    fn a_path_that_is_written_out_is_an_import() {
        assert_eq!(of("fn f(x: crate::room::Letter) {}"), ["room"]);
        assert_eq!(of("fn f() -> Option<crate::media::Plan> { None }"), ["media"]);
        assert_eq!(of("fn f() { crate::journal::chain::hex(&[]); }"), ["journal"]);
        assert_eq!(of("impl crate::desk::Look for () {}"), ["desk"]);
        assert_eq!(
            of("fn f() { println!(\"{}\", crate::lots::draw(vec![crate::clock::now()])); }"),
            ["clock", "lots"]
        );
        assert_eq!(of("fn f() { crate::signal::say!(1) }"), ["signal"]);
    }

    #[test]
    fn what_only_looks_like_an_import_is_none() {
        assert_eq!(
            of("// use crate::room;\n/* crate::media */ const A: &str = \"crate::journal\";"),
            [""; 0]
        );
        assert_eq!(
            of("use other::crate_like::room; use super::media; use self::x; mod x {}"),
            [""; 0]
        );
        assert_eq!(
            of("use crate::Letter; fn f() { crate::MACRO!() }"),
            [""; 0],
            "at the top itself"
        );
        assert_eq!(of("pub(in crate::room) fn f() {} pub(crate) fn g() {}"), [""; 0]);
        assert!(imported("fn {", 1).is_err());
    }

    #[test]
    fn who_climbs_to_the_top_imports_from_there() {
        assert_eq!(of("use super::super::media::Plan;"), ["media"]);
        assert_eq!(of("use super::{plan, super::{room, desk::Desk}};"), ["desk", "room"]);
        assert_eq!(of("use self::super::super::journal;"), ["journal"]);
        assert_eq!(of("use super::super::*;"), ["all"]);
        assert_eq!(of("fn f(x: super::super::clock::Clock) {}"), ["clock"]);
        assert_eq!(of("fn f() { println!(\"{}\", super::super::lots::draw()); }"), ["lots"]);
        assert_eq!(of("use super::plan::lost; fn f(x: super::plan::Plan) {}"), [""; 0]);
        let inner = "mod tests { use super::super::super::media; use super::super::plan; }";
        assert_eq!(of(inner), ["media"], "a module in it stands one deeper");
        assert_eq!(imported("use super::media;", 1).expect("it is Rust").len(), 1);
        assert_eq!(imported("use super::media;", 0).expect("it is Rust").len(), 0);
    }

    #[test]
    fn a_file_stands_as_deep_as_its_module() {
        for (file, expected) in [
            ("server/src/lib.rs", 0),
            ("server/src/clock.rs", 1),
            ("server/src/room/mod.rs", 1),
            ("server/src/room/plan.rs", 2),
            ("server/src/media/bandwidth/tests.rs", 3),
        ] {
            assert_eq!(depth(file), expected, "{file}");
        }
    }
}
