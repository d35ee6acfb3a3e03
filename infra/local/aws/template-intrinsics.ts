import { isJsonObject, type Json } from '../../../shared/json.ts';
import { holds } from './template-conditions.ts';
import { attributeOf, referenceTo } from './template-names.ts';
import type { TemplateScope } from './template-resolver.ts';
import { listOf, textOf } from './template-values.ts';

type Intrinsic = (argument: Json, scope: TemplateScope) => Json | undefined;

/** The intrinsic functions known here, by name. Undefined stands for AWS::NoValue. */
export const INTRINSICS: ReadonlyMap<string, Intrinsic> = new Map<string, Intrinsic>([
  ['Ref', (name, scope) => reference(textOf(name), scope)],
  ['Fn::Sub', substitute],
  ['Fn::GetAtt', attribute],
  ['Fn::Join', join],
  ['Fn::Split', split],
  ['Fn::Select', select],
  ['Fn::If', choose],
]);

function attribute(argument: Json, scope: TemplateScope): Json {
  const [logicalId = '', ...path] = Array.isArray(argument) ? argument.map((part: Json) => textOf(part)) : textOf(argument).split('.');
  return attributeOf(scope.resolver, scope.pseudo, { logicalId, name: path.join('.') });
}

function join(argument: Json, scope: TemplateScope): Json {
  const [separator, list = []] = listOf(argument);
  return listOf(scope.valueOf(list))
    .map((item) => textOf(item))
    .join(textOf(separator));
}

function split(argument: Json, scope: TemplateScope): Json {
  const [separator, text = ''] = listOf(argument);
  return textOf(scope.valueOf(text)).split(textOf(separator));
}

function select(argument: Json, scope: TemplateScope): Json {
  const [index = 0, list = []] = listOf(argument);
  const selected = listOf(scope.valueOf(list))[Number(scope.valueOf(index))];
  if (selected === undefined) throw new Error('Fn::Select points outside its list.');
  return selected;
}

function choose(argument: Json, scope: TemplateScope): Json | undefined {
  const [condition = '', then = null, otherwise = null] = listOf(argument);
  return scope.valueOf(holds({ Condition: condition }, scope) ? then : otherwise);
}

function substitute(argument: Json, scope: TemplateScope): string {
  const [text, names]: readonly Json[] = Array.isArray(argument) ? argument : [argument];
  const own = isJsonObject(names) ? names : {};
  return textOf(text).replaceAll(/\$\{([^}]*)\}/g, (_, inner: string) => {
    // "${!Name}" is how a template writes the policy variable "${Name}".
    if (inner.startsWith('!')) return `\${${inner.slice(1)}}`;
    const name = inner.trim();
    if (Object.hasOwn(own, name)) return textOf(scope.valueOf(own[name] ?? ''));
    return textOf(name.includes('.') ? attribute(name, scope) : reference(name, scope));
  });
}

function reference(name: string, scope: TemplateScope): Json | undefined {
  if (name === 'AWS::NoValue') return undefined;
  const { account, region, partition, stackName, stackId } = scope.pseudo;
  const pseudo = new Map([
    ['AWS::AccountId', account],
    ['AWS::Region', region],
    ['AWS::Partition', partition],
    ['AWS::StackName', stackName],
    ['AWS::StackId', stackId],
    ['AWS::URLSuffix', partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com'],
  ]);
  return pseudo.get(name) ?? parameter(name, scope) ?? referenceTo(scope.resolver, scope.pseudo, name);
}

function parameter(name: string, { template, pseudo }: TemplateScope): Json | undefined {
  const parameters = template['Parameters'];
  const declared = isJsonObject(parameters) ? parameters[name] : undefined;
  if (!isJsonObject(declared)) return undefined;
  const value = pseudo.parameters[name] ?? declared['Default'];
  if (value === undefined) throw new Error(`The parameter ${name} has no value.`);
  const type = textOf(declared['Type']);
  const isList = type === 'CommaDelimitedList' || type.startsWith('List<');
  return isList
    ? textOf(value)
        .split(',')
        .map((item) => item.trim())
    : textOf(value);
}
