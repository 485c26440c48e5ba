// Plays cases in the form of GrowthBook's public suite against `trogen/compiler`; src/lenient/suite.rs does natively.

/** Equal, numbers to eight digits after the point, which is what the suite has of them. */
function alike(got, wanted) {
  if (Array.isArray(got) && Array.isArray(wanted)) return got.length === wanted.length && got.every((item, i) => alike(item, wanted[i]));
  if (typeof got === "number" && typeof wanted === "number") return Math.abs(got - wanted) < 1e-8;
  return got === wanted;
}

/** What of a version holds beside the operator; two that are not equal may stand either way. */
const VERSIONS = {
  lt: [["$vlt", true], ["$vlte", true]],
  gt: [["$vgt", true], ["$vgte", true]],
  eq: [["$veq", true], ["$vne", false], ["$vgte", true], ["$vlte", true]],
};

/** How each section's cases are read: a name, and calls with what each should give. */
function readers({ evaluate, hash, bucketRanges, chooseVariation, inNamespace, equalWeights }) {
  const version = (operator) => ([a, b, wanted]) => {
    const operators = operator === "eq" && !wanted ? VERSIONS.eq.slice(0, 2) : VERSIONS[operator];
    return [JSON.stringify([a, b]), ...operators.map(([name, says]) => [() => evaluate({ version: { [name]: b } }, { version: a }), wanted === says])];
  };
  return {
    evalCondition: ([name, condition, attributes, wanted, groups]) => [name, [() => evaluate(condition, attributes, groups), wanted]],
    hash: ([seed, value, number, wanted]) => [JSON.stringify([seed, value, number]), [() => hash(seed, value, number), wanted]],
    getBucketRange: ([name, [n, coverage, weights], wanted]) => [name, [() => bucketRanges(n, coverage, weights), wanted]],
    chooseVariation: ([name, n, ranges, wanted]) => [name, [() => chooseVariation(n, ranges), wanted]],
    inNamespace: ([name, user, namespace, wanted]) => [name, [() => inNamespace(user, namespace), wanted]],
    getEqualWeights: ([n, wanted]) => [JSON.stringify(n), [() => equalWeights(n), wanted]],
    "versionCompare.lt": version("lt"),
    "versionCompare.gt": version("gt"),
    "versionCompare.eq": version("eq"),
  };
}

/** Plays a file of cases: how many passed, and the others with what they gave instead. */
export async function play(file, compiler) {
  const read = readers(compiler);
  const report = { passed: 0, failures: [] };
  const fail = (section, name, got, wanted) => report.failures.push({ section, name, got, wanted });
  const { versionCompare = {}, ...rest } = file;
  const nested = Object.entries(versionCompare).map(([operator, cases]) => [`versionCompare.${operator}`, cases]);
  for (const [section, cases] of [...Object.entries(rest), ...nested]) {
    if (!Object.hasOwn(read, section)) continue;
    if (!Array.isArray(cases)) {
      fail(section, "", "no list of cases");
      continue;
    }
    for (const one of cases) {
      let name = JSON.stringify(one);
      try {
        const [named, ...calls] = read[section](one);
        name = named;
        const before = report.failures.length;
        for (const [call, wanted] of calls) {
          const got = await call();
          if (alike(got, wanted)) continue;
          fail(section, name, JSON.stringify(got), JSON.stringify(wanted));
          break;
        }
        if (report.failures.length === before) report.passed++;
      } catch (error) {
        fail(section, name, `${error.name}: ${error.message}`);
      }
    }
  }
  return report;
}
