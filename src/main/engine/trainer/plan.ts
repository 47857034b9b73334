import { AppError } from '#shared/errors'
import type { Json } from '#shared/lang'
import type { Manifest, RoleSpec } from '#shared/manifest'
import type { Mapping, Remedy } from '#shared/project'
import { templates, type AnyTemplate } from '../../templates'

/** @throws AppError `unknown-template` */
export function findTemplate(id: string): AnyTemplate {
  const template = templates.find((known) => known.id === id)
  if (template) return template
  throw new AppError('unknown-template', { id, known: templates.map((known) => known.id).join(', ') })
}

/** The role of a template that plays a part of the common path, if it has one. */
export function roleOf(manifest: Manifest, part: NonNullable<RoleSpec['part']>): string | null {
  return Object.entries(manifest.roles).find(([, role]) => role.part === part)?.[0] ?? null
}

/** The column that plays a part, null where the template has no such role or nothing is mapped to it. */
export function columnOf(
  manifest: Manifest,
  mapping: Pick<Mapping, 'roles'>,
  part: NonNullable<RoleSpec['part']>,
): string | null {
  const role = roleOf(manifest, part)
  return role === null ? null : (mapping.roles[role]?.[0] ?? null)
}

/** A mapping of columns that were given outside a project: nothing but who plays which role. */
export function mappingFrom(roles: Mapping['roles']): Mapping {
  return { roles, positive: null, order: null, rating: null, params: {}, guessed: [] }
}

/** The mapping as the remedies leave it: columns left out, the order set. */
export function remedied(mapping: Mapping, remedies: readonly Remedy[]): Mapping {
  const gone = new Set(
    remedies.flatMap((remedy) => (remedy.op === 'leave-out-column' ? [remedy.column] : [])),
  )
  const order = remedies.findLast((remedy) => remedy.op === 'set-order')?.order
  const roles = Object.entries(mapping.roles).map(([role, columns]) => [
    role,
    columns.filter((c) => !gone.has(c)),
  ])
  return { ...mapping, roles: Object.fromEntries(roles) as Mapping['roles'], order: order ?? mapping.order }
}

/**
 * The parameters of a fit: the template's defaults, over them its quick preset where asked, what was chosen at
 * mapping, remedies, and what was asked for this ladder.
 * @throws AppError `unknown-param`
 */
export function paramsOf(
  template: AnyTemplate,
  input: { mapping: Mapping; remedies: readonly Remedy[]; params: Record<string, Json>; quick: boolean },
): Record<string, unknown> {
  const remedies = input.remedies.flatMap((remedy) =>
    remedy.op === 'set-param' ? [[remedy.param, remedy.value]] : [],
  )
  return template.parseParams({
    ...(input.quick ? template.manifest.quick : {}),
    ...input.mapping.params,
    ...(Object.fromEntries(remedies) as Record<string, Json>),
    ...input.params,
  })
}

/** Section of the parameters whose switches are steps of preparation. */
const preparationSection = 'prepare'

/** The switches by which a template's parameters prepare texts. */
export function preparationSteps(template: AnyTemplate): string[] {
  const { properties = {} } = template.manifest.params as { properties?: Record<string, Json> }
  return Object.entries(properties).flatMap(([name, property]) => {
    const field = property as { type?: string; section?: string }
    return field.type === 'boolean' && field.section === preparationSection ? [name] : []
  })
}

/** Fails with the sentence that says which needed role has no column. @throws AppError `role-missing` */
export function requireRoles(manifest: Manifest, mapping: Mapping): void {
  for (const [role, spec] of Object.entries(manifest.roles)) {
    if (spec.required && (mapping.roles[role] ?? []).length === 0)
      throw new AppError('role-missing', { role })
  }
}
