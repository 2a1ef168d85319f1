// Reads Bicep where there is no compiler for it: says what is wrong with its syntax and its names, and evaluates its declarations.
//
// In, as JSON on standard input: `files`, texts by path, and `values`, values of parameters by name, for those that are to have others
// than their defaults. Out, as JSON: for each path its `problems`, `parameters`, `variables`, `resources`, `modules` and `outputs`.
// Bodies are evaluated as far as the text alone tells; what only Azure knows stands as { "expression": its text }. A loop gives a body
// for each of its items, and a condition that does not hold gives none.
//
// Its one argument is the folder with node_modules.
'use strict';
const path = require('path');
const packages = path.resolve(process.argv[2], 'node_modules');
const { Parser, Language } = require(path.join(packages, 'web-tree-sitter', 'web-tree-sitter.cjs'));

const functions = {
  concat: (...lists) => lists.flat(),
  empty: value => value === null || (typeof value === 'object' ? Object.keys(value).length : value.length) === 0,
  items: value => Object.keys(value).sort().map(key => ({ key, value: value[key] })),
  string: value => typeof value === 'string' ? value : JSON.stringify(value),
  union: (first, ...rest) => Array.isArray(first) ? [...new Set([first, ...rest].flat())] : Object.assign({}, first, ...rest),
};

const operators = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
  '&&': (a, b) => a && b,
  '||': (a, b) => a || b,
};

// What Bicep itself brings; each name here is one that a template uses.
const namespaces = [
  'environment', 'guid', 'resourceGroup', 'subscription', 'subscriptionResourceId', 'uniqueString', ...Object.keys(functions),
];

const unknown = node => ({ expression: node.text });
const isUnknown = value => value !== null && typeof value === 'object'
  && (typeof value.expression === 'string' || Object.values(value).some(isUnknown));
const at = node => `${node.startPosition.row + 1}:${node.startPosition.column + 1}`;
const named = node => node.namedChildren.filter(child => child.type !== 'comment');

function text(node) {
  return node.namedChildren.map(part => part.type === 'escape_sequence' ? part.text.slice(1) : part.text).join('');
}

function evaluateString(node, scope) {
  const parts = node.namedChildren.map(part => {
    if (part.type === 'string_content') return part.text;
    if (part.type === 'escape_sequence') return part.text.slice(1);
    return evaluate(named(part)[0], scope);
  });
  return parts.some(isUnknown) ? unknown(node) : parts.join('');
}

function evaluateObject(node, scope) {
  const result = {};
  for (const property of named(node).filter(child => child.type === 'object_property')) {
    const [key, value] = named(property);
    if (key.type === 'resource_declaration') continue; // a nested resource is found as one of its own
    const name = key.type === 'string' ? evaluateString(key, scope) : key.text;
    result[typeof name === 'string' ? name : key.text] = evaluate(value, scope);
  }
  return result;
}

function evaluateMember(node, scope) {
  const [object, key] = named(node);
  const value = evaluate(object, scope);
  const name = node.type === 'member_expression' ? key.text : evaluate(key, scope);
  return value !== null && typeof value === 'object' && Object.hasOwn(value, name) ? value[name] : unknown(node);
}

function evaluateCall(node, scope) {
  const [name, list] = named(node);
  const values = named(list).map(argument => evaluate(argument, scope));
  const apply = functions[name.text];
  // A list or an object of parts that only Azure knows can still be put together.
  const whole = values.every(value => value === null || typeof value?.expression !== 'string');
  return apply && whole ? apply(...values) : unknown(node);
}

function evaluate(node, scope) {
  switch (node.type) {
    case 'string': return evaluateString(node, scope);
    case 'number': return Number(node.text);
    case 'boolean': return node.text === 'true';
    case 'null': return null;
    case 'array': return named(node).map(item => evaluate(item, scope));
    case 'object': return evaluateObject(node, scope);
    case 'identifier': return Object.hasOwn(scope, node.text) ? scope[node.text] : unknown(node);
    case 'parenthesized_expression': return evaluate(named(node)[0], scope);
    case 'member_expression':
    case 'subscript_expression': return evaluateMember(node, scope);
    case 'call_expression': return evaluateCall(node, scope);
    case 'unary_expression': {
      const value = evaluate(named(node)[0], scope);
      return isUnknown(value) ? unknown(node) : node.child(0).type === '!' ? !value : -value;
    }
    case 'binary_expression': {
      const [left, right] = named(node).map(side => evaluate(side, scope));
      const apply = operators[node.child(1).type];
      return !apply || isUnknown(left) || isUnknown(right) ? unknown(node) : apply(left, right);
    }
    case 'ternary_expression': {
      const [condition, yes, no] = named(node);
      const holds = evaluate(condition, scope);
      return isUnknown(holds) ? unknown(node) : evaluate(holds ? yes : no, scope);
    }
    case 'for_statement': return bodies(node, scope);
    default: return unknown(node);
  }
}

/** What a declaration declares: one body, one for each item of a loop, or none where its condition does not hold. */
function bodies(node, scope) {
  if (node.type === 'if_statement') {
    const [condition, body] = named(node);
    return evaluate(condition, scope) === false ? [] : bodies(body, scope);
  }

  if (node.type !== 'for_statement') return [evaluate(node, scope)];
  const parts = named(node);
  const names = parts[0].type === 'for_loop_parameters' ? named(parts[0]).map(name => name.text) : [parts[0].text];
  const items = evaluate(parts[1], scope);
  const each = Array.isArray(items) ? items : [unknown(parts[1])];
  return each.flatMap((item, i) => bodies(parts.at(-1), { ...scope, [names[0]]: item, ...(names[1] ? { [names[1]]: i } : {}) }));
}

function decoratorsOf(node) {
  const result = {};
  if (node.previousNamedSibling?.type !== 'decorators') return result;
  for (const decorator of named(node.previousNamedSibling)) {
    const [name, list] = named(named(decorator)[0]);
    const value = named(list)[0];
    result[name.text] = value ? evaluate(value, {}) : true;
  }
  return result;
}

function syntaxProblems(root) {
  return root.descendantsOfType(['ERROR']).map(node => `${at(node)} cannot be read: ${node.text.slice(0, 60)}`)
    .concat(everyNode(root).filter(node => node.isMissing).map(node => `${at(node)} lacks ${node.type}`));
}

function everyNode(node) {
  return [node, ...node.children.flatMap(everyNode)];
}

/** Names that nothing declares, and declarations that nothing uses: what a compiler would have said. */
function nameProblems(root, declared, optional) {
  const used = everyNode(root).filter(node => {
    if (!['identifier', 'loop_variable', 'loop_enumerator'].includes(node.type)) return false;
    const first = node.parent.namedChildren[0]?.id === node.id;
    const isName = first && (node.parent.type === 'object_property' || node.parent.type.endsWith('_declaration'));
    return !isName && node.type === 'identifier' && !isLoopName(node) && !isDecorator(node);
  });
  const loops = everyNode(root).filter(isLoopName).map(node => node.text);
  const known = new Set([...declared, ...loops, ...namespaces]);
  const seen = new Set(used.map(node => node.text));
  return used.filter(node => !known.has(node.text)).map(node => `${at(node)} nothing declares ${node.text}`)
    .concat(optional.filter(name => !seen.has(name)).map(name => `nothing uses ${name}`));
}

function isLoopName(node) {
  if (node.type === 'loop_variable' || node.type === 'loop_enumerator') return true;
  return node.type === 'identifier' && node.parent?.type === 'for_statement' && node.parent.namedChildren[0].id === node.id;
}

function isDecorator(node) {
  return node.parent.type === 'call_expression' && node.parent.parent.type === 'decorator';
}

function read(root, values) {
  const scope = {};
  const result = { problems: syntaxProblems(root), parameters: [], variables: {}, resources: [], modules: [], outputs: [] };
  if (result.problems.length) return result;
  const declared = [];
  for (const node of root.descendantsOfType(['parameter_declaration', 'variable_declaration'])) {
    const parts = named(node);
    const name = parts[0].text;
    declared.push(name);
    const isParameter = node.type === 'parameter_declaration';
    const value = parts.length > (isParameter ? 2 : 1) ? evaluate(parts.at(-1), scope) : undefined;
    if (value !== undefined) scope[name] = value;
    if (!isParameter) {
      result.variables[name] = value;
      continue;
    }

    if (Object.hasOwn(values, name)) scope[name] = values[name];
    result.parameters.push({ name, type: parts[1].text, default: value, decorators: decoratorsOf(node) });
  }

  const optional = [...declared];
  for (const node of root.descendantsOfType(['resource_declaration', 'module_declaration'])) {
    const [name, what, body] = named(node);
    declared.push(name.text);
    const isModule = node.type === 'module_declaration';
    const entry = { name: name.text, [isModule ? 'path' : 'type']: text(what), bodies: bodies(body, scope) };
    if (!isModule) entry.existing = node.children.some(child => child.type === 'existing');
    result[isModule ? 'modules' : 'resources'].push(entry);
  }

  result.outputs = root.descendantsOfType(['output_declaration']).map(node => named(node)[0].text);
  result.problems.push(...nameProblems(root, declared, optional));
  return result;
}

(async () => {
  const request = JSON.parse(require('fs').readFileSync(0, 'utf8'));
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(path.join(packages, 'tree-sitter-bicep', 'tree-sitter-bicep.wasm')));
  const result = {};
  for (const [name, content] of Object.entries(request.files)) {
    result[name] = read(parser.parse(content).rootNode, request.values ?? {});
  }

  process.stdout.write(JSON.stringify(result));
})();
