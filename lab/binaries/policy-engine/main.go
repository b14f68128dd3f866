// An engine of network policies that shares nothing with lib/network-policy. cyclonus decides connections, and
// Kubernetes' own library decides label selectors. It reads one JSON object per line and answers each with one line.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"github.com/mattfenwick/cyclonus/pkg/matcher"
	v1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

type peer struct {
	// Empty: outside the cluster.
	Namespace       string
	NamespaceLabels map[string]string
	Labels          map[string]string
	Address         string
}

type connection struct {
	From, To peer
	Port     int
	PortName string
	Protocol v1.Protocol
}

type question struct {
	Policies    []*networkingv1.NetworkPolicy
	Connections []connection
	// Asked instead of connections: whether the selector selects the labels.
	Selector *metav1.LabelSelector
	Labels   []map[string]string
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 16<<20)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	for in.Scan() {
		var asked question
		if err := json.Unmarshal(in.Bytes(), &asked); err != nil {
			fail(err)
		}
		if err := encoder.Encode(answer(asked)); err != nil {
			fail(err)
		}
	}
	if err := in.Err(); err != nil {
		fail(err)
	}
}

func answer(asked question) []bool {
	answers := []bool{}
	if asked.Selector != nil {
		selector, err := metav1.LabelSelectorAsSelector(asked.Selector)
		if err != nil {
			fail(err)
		}
		for _, each := range asked.Labels {
			answers = append(answers, selector.Matches(labels.Set(each)))
		}
		return answers
	}
	for _, policy := range asked.Policies {
		setDefaults(policy)
	}
	policies := matcher.BuildNetworkPolicies(false, asked.Policies)
	for _, each := range asked.Connections {
		traffic := matcher.Traffic{
			Source:           each.From.traffic(),
			Destination:      each.To.traffic(),
			ResolvedPort:     each.Port,
			ResolvedPortName: each.PortName,
			Protocol:         each.Protocol,
		}
		answers = append(answers, policies.IsTrafficAllowed(&traffic).IsAllowed())
	}
	return answers
}

// The API server does this, and cyclonus refuses policies without it.
func setDefaults(policy *networkingv1.NetworkPolicy) {
	if len(policy.Spec.PolicyTypes) > 0 {
		return
	}
	policy.Spec.PolicyTypes = []networkingv1.PolicyType{networkingv1.PolicyTypeIngress}
	if len(policy.Spec.Egress) > 0 {
		policy.Spec.PolicyTypes = append(policy.Spec.PolicyTypes, networkingv1.PolicyTypeEgress)
	}
}

func (p peer) traffic() *matcher.TrafficPeer {
	if p.Namespace == "" {
		return &matcher.TrafficPeer{IP: p.Address}
	}
	return &matcher.TrafficPeer{
		IP: p.Address,
		Internal: &matcher.InternalPeer{
			Namespace:       p.Namespace,
			NamespaceLabels: p.NamespaceLabels,
			PodLabels:       p.Labels,
		},
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
