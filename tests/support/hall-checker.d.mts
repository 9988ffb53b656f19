export { findingText, HallChecker, rules, type Finding, type Rule } from '../../sim/hall-checker/checker.mjs';
