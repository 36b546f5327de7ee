#pragma once

#include "model/comparison.hpp"

namespace tlsgauge::verdict {

/// Says what changed from `before` to `after`. Pure and total.
///
/// Verdicts: a result that becomes fail, hang, error or xpass and was none of them is a regression; one that becomes
/// pass is an improvement. A bad result that the earlier report lacks is a regression too, unless the catalogue's
/// version differs or the earlier run was interrupted: then nobody knows how it fared before. A refusal with another
/// alert or grade is told, and is none.
///
/// Loads: the entries of one name are repeats. Where all were valid and one no longer is, that is a regression. A cost
/// is one when its gate is open, each side has three valid repeats, and both hold:
/// - the change is relevant: the whole 95 % confidence interval of the ratio lies above 1 + tolerance;
/// - the change is real: Holm's method over all judged costs of the comparison leaves less than a 5 % chance that any
///   of them seems to have changed, up or down, where none has. A matrix of loads is tested as one, so that it raises
///   no more false alarms than a single load does.
/// Costs of different machines, of one that was busy, or measured with different options are shown and not judged.
[[nodiscard]] model::Comparison compare(const model::ReportDigest& before, const model::ReportDigest& after,
                                        const model::CostGate& gate);

}  // namespace tlsgauge::verdict
